/**
 * Keeps a link to every trusted peer that is near: found by discovery, by what the directory remembers or a person
 * typed; by the address that does best; looked at again when something fails or the network changes. Peers that may
 * prove the group's key become trusted on the way. It asks nothing of a peer but its card.
 */
import type { PeerAddress, PeerCard, PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import { peerClient, type PeerClient } from '../client/peer-client.ts'
import type { Directory } from '../directory/directory.ts'
import { BusyTime } from '../directory/aged-rate.ts'
import { createDialler, type Dialler, type Path } from '../discovery/dialler.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import type { NetworkInterfaces } from '../ports/network-interfaces.ts'
import type { Link, LinkBook } from './link.ts'

export interface LinksOptions {
  readonly identity: DeviceIdentity
  readonly clock: Clock
  readonly directory: Directory
  readonly interfaces: NetworkInterfaces
  /** Proves to whoever is there that this device is of the group, and asks for the same; null without a group key. */
  readonly proveGroup:
    | ((
        to: { id: PeerId; host: string; port: number; localAddress: string | null },
        signal: AbortSignal
      ) => Promise<void>)
    | null
}

export interface Links extends LinkBook {
  /** Whether it may be reached, has an address since a moment ago, and has not answered yet. */
  isReaching(id: PeerId): boolean
  close(): void
}

/** How often a peer that is near is asked for its card again. */
const REFRESH_EVERY_MS = 30_000
/** A peer that does not trust this device any more, or not yet, is not asked for the group's proof more often. */
const PROVE_EVERY_MS = 10_000
/** Who is there answers within so much time after an address was learned, or it is not there. */
const ANSWERS_WITHIN_MS = 1000
/** What a way carries shows within so much time in which it carried something. */
const RATE_KNOWN_AFTER_MS = 500
/** Anybody can announce ids; so many at a time are asked whether they are of the group. */
const MOST_STRANGERS = 32

interface Connected {
  readonly client: PeerClient
  readonly card: PeerCard
  readonly rttMs: number
}

/** What came by the way in use, since it is in use or was last told of. */
interface Load {
  readonly sinceMs: number
  readonly busy: BusyTime
  bytes: number
  tookMs: number
}

interface Kept {
  readonly sinceMs: number
  readonly dialler: Dialler
  /** Connected by dialling; the one of the way in use becomes the link's. */
  readonly clients: Map<string, Connected>
  link: Link | null
  path: Path | null
  load: Load
  stopRefreshing: () => void
  provedAtMs: number
}

export function createLinks({ identity, clock, directory, interfaces, proveGroup }: LinksOptions): Links {
  const kept = new Map<PeerId, Kept>()
  const listeners = new Set<(id: PeerId) => void>()
  const closing = new AbortController()
  const tell = (id: PeerId): void => [...listeners].forEach((listener) => listener(id))

  const mayBeReached = (id: PeerId): boolean => {
    const trust = directory.trustOf(id)
    return trust === 'paired' || trust === 'group' || (trust === 'none' && proveGroup !== null)
  }

  const isStranger = (id: PeerId): boolean => directory.trustOf(id) === 'none'
  const strangers = (): number => [...kept.keys()].filter(isStranger).length

  const keep = (id: PeerId): Kept => {
    const known = kept.get(id)
    if (known) return known
    const clients = new Map<string, Connected>()
    const dialler = createDialler({
      id,
      interfaces,
      clock,
      dial: async (address, localAddress, signal) => {
        const connection = await connected(id, address, localAddress, signal)
        const key = keyOf(address, localAddress)
        clients.get(key)?.client.close()
        clients.set(key, connection)
        return { rttMs: connection.rttMs }
      }
    })
    const made: Kept = {
      sinceMs: clock.nowMs(),
      dialler,
      clients,
      link: null,
      path: null,
      load: noLoad(clock.nowMs()),
      stopRefreshing: clock.every(REFRESH_EVERY_MS, () => void refresh(id)),
      provedAtMs: -Infinity
    }
    kept.set(id, made)
    dialler.onChange((path) => void use(id, made, path))
    return made
  }

  /** A client whose peer has answered; it trusts this device, or has been shown the group's key. */
  const connected = async (
    id: PeerId,
    address: PeerAddress,
    localAddress: string | null,
    signal: AbortSignal
  ): Promise<Connected> => {
    const { host, port } = address
    const client = peerClient({ identity, peer: id, host, port, localAddress, clock })
    const prove = async (): Promise<void> => {
      const found = kept.get(id)
      if (!proveGroup || !found || clock.nowMs() - found.provedAtMs < PROVE_EVERY_MS) return
      await proveGroup({ id, host, port, localAddress }, signal)
      found.provedAtMs = clock.nowMs()
    }
    try {
      if (directory.trustOf(id) === 'none') await prove()
      const card = await client.card(signal).catch(async (thrown: unknown) => {
        if (signal.aborted || !proveGroup) throw thrown
        // It may not know this device yet, or no longer.
        await prove()
        return client.card(signal)
      })
      // One more, now that the connection stands: what a request takes there and back.
      const fromMs = clock.nowMs()
      await client.card(signal)
      return { client, card, rttMs: clock.nowMs() - fromMs }
    } catch (thrown) {
      client.close()
      throw thrown
    }
  }

  const use = async (id: PeerId, found: Kept, path: Path | null): Promise<void> => {
    found.path = path
    found.load = noLoad(clock.nowMs())
    if (!path) return lose(id, found)
    const key = keyOf(path.address, path.localAddress)
    const connection = found.clients.get(key)
    found.clients.delete(key)
    const { host, port } = path.address
    const { localAddress } = path
    const now = connection?.client ?? peerClient({ identity, peer: id, host, port, localAddress, clock })
    try {
      const card = connection?.card ?? (await now.card(closing.signal))
      if (found.path !== path || !mayBeReached(id)) return now.close()
      const before = found.link
      found.link = { id, name: card.name, card, client: now, localAddress }
      directory.introduced(card)
      directory.reached(id, { host, port, rttMs: path.rttMs })
      before?.client.close()
      tell(id)
    } catch {
      now.close()
      if (found.path === path && !closing.signal.aborted) found.dialler.failed(path)
    }
  }

  const lose = (id: PeerId, found: Kept): void => {
    const { link } = found
    found.link = null
    directory.lost(id)
    link?.client.close()
    if (link) tell(id)
  }

  const refresh = async (id: PeerId): Promise<void> => {
    const found = kept.get(id)
    const { link, path } = found ?? {}
    if (!found || !link || !path) return
    try {
      const card = await link.client.card(closing.signal)
      if (found.link !== link) return
      found.link = { ...link, name: card.name, card }
      directory.introduced(card)
    } catch {
      if (found.link === link && !closing.signal.aborted) found.dialler.failed(path)
    }
  }

  const forget = (id: PeerId): void => {
    const found = kept.get(id)
    if (!found) return
    kept.delete(id)
    found.stopRefreshing()
    found.path = null
    found.dialler.close()
    for (const { client } of found.clients.values()) client.close()
    lose(id, found)
  }

  /** Whoever may be reached and has an address is reached. */
  const look = (id: PeerId): void => {
    if (closing.signal.aborted) return
    if (!mayBeReached(id)) return forget(id)
    const addresses = directory.peer(id)?.addresses ?? []
    if (addresses.length === 0 || (!kept.has(id) && isStranger(id) && strangers() >= MOST_STRANGERS)) return
    const { dialler } = keep(id)
    dialler.offer(addresses)
    // That nobody answers now is no news: the dialler goes on trying.
    dialler.reach(closing.signal).catch(() => undefined)
  }

  const stopListening = directory.onChange(look)
  for (const { id } of directory.peers()) look(id)

  return {
    all: () => [...kept.values()].flatMap(({ link }) => link ?? []),
    of: (id) => kept.get(id)?.link ?? null,
    isReaching(id) {
      const found = kept.get(id)
      return !!found && !found.link && clock.nowMs() - found.sinceMs < ANSWERS_WITHIN_MS
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    carried(id, bytes, tookMs) {
      const found = kept.get(id)
      const nowMs = clock.nowMs()
      // What was under way when the way changed may have come by the other.
      if (!found?.path || nowMs - tookMs < found.load.sinceMs) return
      const { load, path, dialler } = found
      load.bytes += bytes
      load.tookMs += load.busy.add(tookMs, nowMs)
      if (load.tookMs < RATE_KNOWN_AFTER_MS) return
      const bytesPerSecond = (load.bytes / load.tookMs) * 1000
      load.bytes = load.tookMs = 0
      dialler.carried(path, bytesPerSecond)
    },
    doubt: (id) => void refresh(id),
    close() {
      stopListening()
      closing.abort()
      for (const id of [...kept.keys()]) forget(id)
      listeners.clear()
    }
  }
}

const noLoad = (sinceMs: number): Load => ({ sinceMs, busy: new BusyTime(), bytes: 0, tookMs: 0 })

const keyOf = ({ host, port }: PeerAddress, localAddress: string | null): string =>
  `${localAddress ?? ''} ${host} ${port}`
