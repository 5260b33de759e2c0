/** What a page may ask and say of what comes once all transfers are done. */
import type { EndingNow } from '../../../src-shared/model/ending.ts'
import { numbered } from '../../host/contract/changes-of.ts'
import type { DesktopMethods, DesktopStreams } from '../relay.ts'
import type { FollowedEnding } from './ending.ts'

export const endingMethods = (
  ending: FollowedEnding
): Pick<DesktopMethods, 'desktop.setEnding' | 'desktop.endNow'> => ({
  'desktop.setEnding'({ ending: chosen }) {
    ending.choose(chosen)
    return null
  },
  'desktop.endNow'() {
    ending.endNow()
    return null
  }
})

export const endingStreams = (ending: FollowedEnding): DesktopStreams => ({
  'desktop.ending.changes': numbered<EndingNow, EndingNow>(
    () => ending.now(),
    (hear) => ending.onChange(hear)
  )
})
