/** Where other machines reach this one; whether that is so is said beside it. */
import type { ReactElement } from 'react'
import { USUAL_PEER_PORT } from '../../../../src-shared/model/peer-self.ts'
import type { Kept } from '../kept.ts'
import { ofSetting, wholeNumbersOrNone } from './readers.ts'
import { TextField } from './text-field.tsx'
import { useHindrance } from './use-hindrance.ts'

export const PortField = ({ kept }: { readonly kept: Kept<number | null> }): ReactElement => (
  <TextField
    item="peerPort"
    kept={kept}
    inputMode="numeric"
    placeholder={String(USUAL_PEER_PORT)}
    hindrance={useHindrance('peer-port-taken')}
    {...wholeNumbersOrNone(ofSetting('peerPort'))}
  />
)
