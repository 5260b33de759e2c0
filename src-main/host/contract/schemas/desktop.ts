/** Inputs of calls that the desktop alone answers. */
import * as v from 'valibot'
import { ENDINGS } from '../../../../src-shared/model/ending.ts'
import { LANGUAGES } from '../../../../src-shared/words/language.ts'
import { absolutePath, nothing, oneTransfer } from './values.ts'

/** Far more than every hour of a week and every network that may be allowed. */
const MAX_SETTINGS_CHARACTERS = 1024 * 1024

export const desktopSchemas = {
  'desktop.abilities': nothing,
  'desktop.open': oneTransfer,
  'desktop.openStateFolder': nothing,
  'desktop.showInFolder': oneTransfer,
  'desktop.copiedLinks': nothing,
  'desktop.chooseFolder': v.strictObject({ startAt: v.nullable(absolutePath) }),
  'desktop.setEnding': v.strictObject({
    ending: v.picklist(ENDINGS, `must be one of ${ENDINGS.join(', ')}`)
  }),
  'desktop.endNow': nothing,
  'desktop.speak': v.strictObject({
    language: v.picklist(LANGUAGES, `must be one of ${LANGUAGES.join(', ')}`)
  }),
  'desktop.saveSettings': v.strictObject({
    text: v.pipe(
      v.string('must be text'),
      v.maxLength(MAX_SETTINGS_CHARACTERS, `must be at most ${MAX_SETTINGS_CHARACTERS} characters long`)
    )
  })
}
