/**
 * What a person should know of a finished file that other machines helped to bring and that no digest proves. It says
 * what was compared and what was not; "verified" is not a word of its.
 */
import { formatBytes } from '../../../../src-shared/words/bytes.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import { digestsOf } from '../../integrity/verification.ts'
import type { RunContext } from '../run-context.ts'

export function noteUnproven(context: RunContext, isPieced: boolean): void {
  const { live, record } = context
  const { uri, verification, length } = record()
  if (isPieced || digestsOf(verification).length > 0) return
  const shares = live.sources()
  const peersBytes = shares.reduce((sum, { kind, bytes }) => (kind === 'peer' ? sum + bytes : sum), 0)
  if (peersBytes === 0) return
  const host = authorityOf(new URL(uri))
  const { byServers, byPeers, bytes } = live.samples
  const isReached = shares.some(({ kind, bytes: theirs }) => kind !== 'peer' && theirs > 0)
  const share = peersBytes === length ? 'all of it' : `${formatBytes(peersBytes)} of it`
  const compared = [
    ...(byServers > 0 ? [`${byServers} with the server`] : []),
    ...(byPeers > 0 ? [`${byPeers} with another machine`] : [])
  ].join(' and ')
  const checked =
    compared === ''
      ? 'nothing of that was compared with another source'
      : `spot-checked: ${byServers + byPeers} samples (${formatBytes(bytes)}) agreed, ${compared}`
  const reach = isReached || byServers > 0 ? '' : ` No byte of it was asked of ${host} from here.`
  context.event('unproven', {
    peersBytes,
    samplesByServers: byServers,
    samplesByPeers: byPeers,
    sampledBytes: bytes
  })
  context.notice({
    code: 'peer-bytes-unproven',
    message: `No digest proves this file. From other machines came ${share}; ${checked}.${reach}`
  })
}
