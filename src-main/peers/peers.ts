/**
 * Everything a running Shoal does with other machines, put together: who this device is, whom it knows and trusts, how
 * they find and reach each other, what it asks of them and does for them. It decides nothing itself.
 */
import type { KeyObject } from 'node:crypto'
import path from 'node:path'
import type { PeerCard, PeerId } from '../../src-shared/model/peer.ts'
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { PeerPolicy } from '../../src-shared/model/peer-policy.ts'
import { USUAL_PEER_PORT, type PeerSelf, type PeerTestResult } from '../../src-shared/model/peer-self.ts'
import type { Hours } from '../../src-shared/model/settings.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Contribution, ContributionOptions, Vetting } from '../engine/ports/contribution.ts'
import type { Contributors } from '../engine/ports/contributors.ts'
import { openCache, type ContentCache } from './cache/content-cache.ts'
import { knock } from './client/knock.ts'
import { createContributing } from './contributing/contributing.ts'
import { createDirectory, type Directory } from './directory/directory.ts'
import { whenTrustEnds } from './directory/trust-ends.ts'
import { advertised } from './discovery/addresses.ts'
import { createDiscovery, type Discovery } from './discovery/discovery.ts'
import { byQuality } from './discovery/interface-quality.ts'
import { parseId } from './identity/device-id.ts'
import type { DeviceIdentity } from './identity/device-identity.ts'
import { clientSecureContext } from './identity/pinned-tls.ts'
import { GroupTrust } from './pairing/group-trust.ts'
import { dialTarget } from './pairing/dial-target.ts'
import { Pairing } from './pairing/pairing.ts'
import { createContributors } from './planning/contributors.ts'
import { addressPolicy } from './policy/address-policy.ts'
import { ContributionPolicy } from './policy/contribution-policy.ts'
import type { ContentFiles } from './ports/content-files.ts'
import type { NetworkInterfaces } from './ports/network-interfaces.ts'
import type { PeerStores } from './ports/peer-stores.ts'
import type { PowerAndLink } from './ports/power-and-link.ts'
import { asPrintable } from './protocol/fields.ts'
import { NAME_LIMIT_CHARACTERS } from './protocol/limits.ts'
import { testPeers } from './reaching/test-peers.ts'
import { createLinks, type Links } from './reaching/links.ts'
import type { Door } from './service/handlers.ts'
import { uploadPace } from './service/upload-pace.ts'
import { createService } from './service/service.ts'
import type { Listening } from './service/usual-port.ts'
import { createPresence } from './presence.ts'

export interface PeersParts {
  readonly identity: DeviceIdentity
  /** Null: this machine is in no group. */
  readonly groupKey: KeyObject | null
  readonly clock: Clock
  readonly stores: PeerStores
  readonly files: ContentFiles
  readonly interfaces: NetworkInterfaces
  readonly power: PowerAndLink
  readonly stateDirectory: string
  /** Of the program. */
  readonly version: string
  /** What its owner calls this machine. */
  readonly name: string
  /** Null: it does not listen, until it joins. */
  readonly presence: PresenceWanted | null
  /** Holds for this run, over what is kept. */
  readonly policy: Partial<PeerPolicy>
  /** The engine's; it is there before the first plan comes. */
  contribute(options: ContributionOptions): Contribution
  /** Whether these hours let contributions run now. */
  isAllowedAt(hours: readonly Hours[]): boolean
  /** What was decided, for whoever looks after this machine. */
  tells(kind: string, detail: TransferEvent['detail']): void
}

/** How this machine is there for others. */
export interface PresenceWanted {
  readonly listen: Listening
  /** Fetches for peers; false: what is held is passed on all the same. */
  readonly contributes: boolean
}

export interface Peers {
  readonly id: PeerId
  readonly contributors: Contributors
  readonly directory: Directory
  readonly discovery: Discovery
  readonly pairing: Pairing
  readonly cache: ContentCache
  readonly links: Links
  self(): PeerSelf
  /** What works on this machine, and towards one peer, or all that are known. */
  test(id: PeerId | null): Promise<readonly PeerTestResult[]>
  policy(): PeerPolicy
  /** Kept for every Shoal of this user. */
  changePolicy(change: Partial<PeerPolicy>): Promise<void>
  /** Begins a pairing with whoever is at an id or an address; null: waits for whoever comes. */
  pair(target: string | null): void
  /** Learns who is at an address that a person typed. Rejects with ShoalError. */
  addAddress(host: string, port: number | null): Promise<PeerId>
  /** What is done for others now. */
  contributions(): readonly ContributionNow[]
  /**
   * Listens, is found and helps from now on; where it does, it does so there instead. Rejects with
   * `service-address-unusable`.
   */
  join(wanted: PresenceWanted): Promise<void>
  /** Those who are being helped hear of it first. Resolves when the port is closed. */
  leave(): Promise<void>
  /** Tells those who are being helped that this machine leaves, and ends what is done for them. */
  endContributions(): Promise<void>
  /** Says good-bye to everybody. Resolves when nothing is open any more. */
  close(): Promise<void>
}

/** A person waits for an answer from another machine. */
const KNOCK_TIMEOUT_MS = 5000
/** Who is near has been heard of by then. */
const LOOKS_AROUND_MS = 1200

/** Rejects with ShoalError: `service-address-unusable`, `cache-unwritable`, problems of the journal. */
export async function createPeers(parts: PeersParts): Promise<Peers> {
  const { identity, clock, stores, interfaces, version, name } = parts
  const { id } = identity
  const policy = (): PeerPolicy => ({ ...stores.policy.policy(), ...parts.policy })
  const directory = createDirectory(stores.directory, clock)
  const pairing = new Pairing({ id, name: () => name, trust: directory, clock })
  const group = new GroupTrust({ id, key: parts.groupKey, trust: directory })
  const cache = await openCache({
    store: stores.cache,
    files: parts.files,
    clock,
    directory: path.join(parts.stateDirectory, 'cache'),
    policy,
    tells: (kind, detail) => parts.tells(kind, detail)
  })
  const mayContribute = new ContributionPolicy({
    policy,
    isAllowedNow: () => parts.isAllowedAt(policy().hours),
    usage: stores.usage,
    power: parts.power
  })
  const vetting: Vetting = {
    // The owner may change the list at any time.
    addressesOf: (host, port, signal) => addressPolicy(policy().allowPrivate).addressesOf(host, port, signal)
  }
  const discovery = createDiscovery({ interfaces, clock, id, advertise: null, readId: parseId })
  discovery.onHeard((heard) => heard.addresses.forEach((address) => directory.heard(heard.id, address)))
  discovery.onGone((gone) => directory.unheard(gone, null))

  const door: Door = {
    isOpen: () => parts.groupKey !== null || pairing.isAnswering,
    pairing: (...asked) => pairing.handle(...asked),
    group: (body, socket) => group.handle(body, socket)
  }
  const pace = uploadPace(clock, () => policy().uploadLimitBytesPerSecond)
  const presence = createPresence({
    contribute: () =>
      createContributing({
        clock,
        cache,
        vetting,
        contribute: (options) => parts.contribute(options),
        directory,
        policy: mayContribute,
        usage: stores.usage
      }),
    serve: (listen, contributing, capabilities) =>
      createService({
        listen,
        identity,
        trust: (peer) => directory.trustOf(peer),
        handlers: {
          ...contributing,
          card: (): PeerCard => ({
            id,
            name: asPrintable(name, NAME_LIMIT_CHARACTERS) || 'unnamed',
            version,
            capabilities,
            originBytesPerSecond: contributing.originBytesPerSecond,
            contributions: contributing.running,
            mostContributions: policy().mostContributions,
            policy: mayContribute.summary
          })
        },
        door,
        clock,
        pace: () => (policy().uploadLimitBytesPerSecond === null ? null : pace)
      }),
    advertise: (what) => discovery.advertise(what && { ...what, version })
  })
  const stopWatchingTrust = whenTrustEnds(directory, (peer) => presence.sendAway(peer))
  if (parts.presence) await presence.open(parts.presence)

  const links = createLinks({
    identity,
    clock,
    directory,
    interfaces,
    proveGroup:
      parts.groupKey &&
      (async (to, signal) => {
        const at = await knock({ identity, peer: to.id, ...to, timeoutMs: KNOCK_TIMEOUT_MS, signal })
        try {
          group.conclude(await at.prove(group.proofFor(at.socket) ?? '', signal), at.socket)
        } finally {
          at.close()
        }
      })
  })
  const mayHaveHelp = (): boolean =>
    parts.groupKey !== null ||
    directory.peers().some(({ trust, terms }) => terms.asks && (trust === 'paired' || trust === 'group'))
  const lookedAroundAtMs = clock.nowMs()
  const contributors = createContributors({
    clock,
    links,
    directory,
    store: stores.plans,
    secureContext: clientSecureContext(identity),
    lookAround: () => {
      if (mayHaveHelp()) discovery.query()
    },
    mayFindMore: () => mayHaveHelp() && clock.nowMs() - lookedAroundAtMs < LOOKS_AROUND_MS,
    isReaching: () => discovery.heard().some(({ id }) => links.isReaching(id))
  })
  discovery.start()

  /** Who is there is proven, not who a packet said would be. */
  const met = async (host: string, port: number, peer: PeerId | null, signal: AbortSignal) =>
    knock({ identity, peer, host, port, localAddress: null, timeoutMs: KNOCK_TIMEOUT_MS, signal })

  const dialled = (target: string, signal: AbortSignal) =>
    dialTarget(
      target,
      {
        directory,
        clock,
        lookAround: () => discovery.query(),
        async meet(host, port, peer) {
          const at = await met(host, port, peer, signal)
          // Where a person found it, it is found again; a stranger is forgotten with the process.
          if (peer === null) directory.heard(at.peer, { host, port, from: 'typed', interface: null })
          return at
        }
      },
      signal
    )

  return {
    id,
    contributors,
    directory,
    discovery,
    pairing,
    cache,
    links,
    self: () => ({
      id,
      name,
      addresses: presence.isOpen
        ? byQuality(interfaces.up()).flatMap((each) =>
            advertised(each).map(({ address }) => ({ host: address, interface: each.name }))
          )
        : [],
      port: presence.port,
      contributing: presence.contributes,
      policy: policy()
    }),
    test: (peer) => testPeers(peer, { identity, clock, directory, discovery, interfaces }),
    policy,
    async changePolicy(change) {
      stores.policy.savePolicy({ ...stores.policy.policy(), ...change })
      if (change.shareFinished === false) cache.unshare()
      await cache.fit()
    },
    pair(target) {
      pairing.begin(target === null ? null : { label: target, dial: (signal) => dialled(target, signal) })
    },
    async addAddress(host, port) {
      const over = new AbortController()
      const at = await met(host, port ?? USUAL_PEER_PORT, null, over.signal)
      at.close()
      directory.heard(at.peer, { host, port: port ?? USUAL_PEER_PORT, from: 'typed', interface: null })
      return at.peer
    },
    contributions: () => presence.contributions(),
    join: (wanted) => presence.open(wanted),
    leave: () => presence.shut(),
    endContributions: () => presence.endContributions(),
    async close() {
      stopWatchingTrust()
      await pairing.close()
      await presence.shut()
      await contributors.quiet()
      links.close()
      await discovery.close()
      directory.close()
    }
  }
}
