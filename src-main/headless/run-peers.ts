/** `shoal peers`: the directory for people and scripts, the self-test, and what a person may change in it. */

import type { Peer, PeerId } from '../../src-shared/model/peer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { PeersCommand } from './commands/peers.ts'
import { USUAL_PEER_PORT } from '../../src-shared/model/peer-self.ts'
import { jsonLines } from './json-lines.ts'
import { namedPeer } from './named-peer.ts'
import { listeningLines, peerLines, shownName, termsWords, testLine } from './peer-sentences.ts'
import { printable } from './printable.ts'
import { reachPeers } from './reach-peers.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** Machines that are near have answered by then. */
const LOOKS_AROUND_MS = 1_200
/** As for a transfer that failed. */
const EXIT_FAILED = 1

/** Resolves with the exit code; rejects with what went wrong. */
export async function runPeers(
  { action, interfaces, json }: PeersCommand,
  surroundings: Surroundings
): Promise<number> {
  const reached = await reachPeers(surroundings, { ...AT_REST, interfaces })
  const { clients, self } = reached
  const [client] = clients
  const say = (line: string): void => surroundings.stdout(`${line}\n`)
  const tell = jsonLines(surroundings.stdout)
  try {
    if (action.kind === 'list' && reached.isNew) await surroundings.sleep(LOOKS_AROUND_MS)
    switch (action.kind) {
      case 'add': {
        const { host, port } = action
        await Promise.all(clients.map((each) => each.call('peers.addAddress', { host, port })))
        const peers = await client.call('peers.list', null)
        const peer = peers.find(({ addresses }) =>
          addresses.some((address) => address.host === host && address.port === port)
        )
        if (json) tell('added', { host, port, ...(peer ? { id: peer.id, name: peer.name } : {}) })
        else for (const line of addedLines(peer, action)) say(line)
        return 0
      }
      case 'forgive': {
        const peer = namedPeer(await client.call('peers.list', null), action.peer)
        await Promise.all(clients.map((each) => each.call('peers.forgive', { id: peer.id })))
        if (json) tell('forgiven', { id: peer.id, name: peer.name })
        else say(`${shownName(peer)} will be asked again`)
        return 0
      }
      case 'agree': {
        const { id } = namedPeer(await client.call('peers.list', null), action.peer)
        await Promise.all(clients.map((each) => each.call('peers.agree', { id, terms: action.terms })))
        const peer = namedPeer(await client.call('peers.list', null), id)
        if (json) tell('agreed', { id, name: peer.name, terms: peer.terms })
        else say(`${shownName(peer)} ${termsWords(peer.terms)}`)
        return 0
      }
      case 'list': {
        const peers = await client.call('peers.list', null)
        if (json) tell('self', self)
        else for (const line of listeningLines(self)) say(line)
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

/** A stranger is remembered by Shoals that run, not by the journal: anybody may be at an address. */
function addedLines(peer: Peer | undefined, { host, port }: Place): readonly string[] {
  const where = `${host}, port ${port}`
  if (!peer) return [`${where}, will be tried`]
  if (peer.trust !== 'none') return [`${shownName(peer)} is at ${where}; it will be tried there`]
  const target = port === USUAL_PEER_PORT ? host : `${host}:${port}`
  return [
    `A machine that is not paired is at ${where}`,
    `  ${peer.id}`,
    `  "shoal pair ${printable(target)}" pairs it, while it runs "shoal pair", too`
  ]
}

interface Place {
  readonly host: string
  readonly port: number
}

const nameIn = (peers: readonly Peer[], id: PeerId | null): string =>
  id === null ? 'this machine' : shownName(peers.find((peer) => peer.id === id) ?? { id, name: '' })
