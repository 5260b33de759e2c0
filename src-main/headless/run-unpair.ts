/** `shoal unpair`: ends the trust between this machine and another, in every Shoal that runs. */
import type { UnpairCommand } from './commands/unpair.ts'
import { jsonLines } from './json-lines.ts'
import { namedPeer } from './named-peer.ts'
import { shownName } from './peer-sentences.ts'
import { reachPeers } from './reach-peers.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** Resolves with the exit code; rejects with what went wrong. */
export async function runUnpair(
  { peer: text, json }: UnpairCommand,
  surroundings: Surroundings
): Promise<number> {
  const reached = await reachPeers(surroundings, AT_REST)
  try {
    const { clients } = reached
    const peer = namedPeer(await clients[0].call('peers.list', null), text)
    await Promise.all(clients.map((each) => each.call('peers.unpair', { id: peer.id })))
    if (json) jsonLines(surroundings.stdout)('unpaired', { id: peer.id, name: peer.name })
    else surroundings.stdout(`${shownName(peer)} is not paired any more\n`)
    return 0
  } finally {
    await reached.close()
  }
}
