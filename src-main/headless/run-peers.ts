/** `shoal peers`: the directory for people and scripts, the self-test, and what a person may change in it. */

import type { Peer, PeerId } from '../../src-shared/model/peer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { PeersCommand } from './commands/peers.ts'
import { jsonLines } from './json-lines.ts'
import { namedPeer } from './named-peer.ts'
import { listeningSentence, peerLines, shownName, testLine } from './peer-sentences.ts'
import { reachPeers } from './reach-peers.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** As for a transfer that failed. */
const EXIT_FAILED = 1

/** Resolves with the exit code; rejects with what went wrong. */
export async function runPeers({ action, json }: PeersCommand, surroundings: Surroundings): Promise<number> {
  const reached = await reachPeers(surroundings, AT_REST)
  const { clients, self } = reached
  const [client] = clients
  const say = (line: string): void => surroundings.stdout(`${line}\n`)
  const tell = jsonLines(surroundings.stdout)
  try {
    switch (action.kind) {
      case 'add': {
        const { host, port } = action
        await Promise.all(clients.map((each) => each.call('peers.addAddress', { host, port })))
        if (json) tell('added', { host, port })
        else say(`${host}, port ${port}, will be tried`)
        return 0
      }
      case 'forgive': {
        const peer = namedPeer(await client.call('peers.list', null), action.peer)
        await Promise.all(clients.map((each) => each.call('peers.forgive', { id: peer.id })))
        if (json) tell('forgiven', { id: peer.id, name: peer.name })
        else say(`${shownName(peer)} will be asked again`)
        return 0
      }
      case 'list': {
        const peers = await client.call('peers.list', null)
        if (json) tell('self', self)
        else say(listeningSentence(self))
        if (!json && peers.length === 0) say('No other machines are known yet')
        for (const peer of peers) {
          if (json) tell('peer', peer)
          else for (const line of peerLines(peer, surroundings.nowMs())) say(line)
        }
        return action.test ? await runTest(client, peers) : 0
      }
    }
  } finally {
    await reached.close()
  }

  async function runTest(client: Client, peers: readonly Peer[]): Promise<number> {
    const results = await client.call('peers.test', { id: null })
    let named: PeerId | null | undefined
    for (const result of results) {
      if (json) {
        tell('test', result)
        continue
      }
      if (result.peer !== named) say(`Test of ${nameIn(peers, result.peer)}`)
      named = result.peer
      say(testLine(result))
    }
    return results.every(({ ok }) => ok) ? 0 : EXIT_FAILED
  }
}

const nameIn = (peers: readonly Peer[], id: PeerId | null): string =>
  id === null ? 'this machine' : shownName(peers.find((peer) => peer.id === id) ?? { id, name: '' })
