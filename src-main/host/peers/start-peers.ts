/** The peers of one running Shoal on the real network, disk and clock. */
import os from 'node:os'
import { fail, problem, type Problem } from '../../../src-shared/errors/problem.ts'
import type { PeerNetwork } from '../../../src-shared/model/peer-network.ts'
import type { Settings } from '../../../src-shared/model/settings.ts'
import { advertised } from '../../peers/discovery/addresses.ts'
import { byQuality } from '../../peers/discovery/interface-quality.ts'
import { readGroupKey } from '../../peers/identity/group-key.ts'
import { loadIdentity } from '../../peers/identity/device-identity.ts'
import { createPeers, type Peers, type PeersParts, type PresenceWanted } from '../../peers/peers.ts'
import { USUAL_PORTS } from '../../peers/service/usual-port.ts'
import { contentFiles } from '../../platform/content-files.ts'
import { systemInterfaces } from '../../platform/network-interfaces.ts'
import { LINUX_SOURCES, systemPowerAndLink } from '../../platform/power-and-link.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { PeersOptions } from '../shoal-options.ts'

type Given = Pick<
  PeersParts,
  'stores' | 'stateDirectory' | 'version' | 'contribute' | 'isAllowedAt' | 'tells'
>

export interface StartedPeers extends MeetingPlace {
  readonly peers: Peers
}

/** Where others meet this machine, as it was started or as its owner chose; the owner may choose anew at any time. */
export interface MeetingPlace {
  /** On the interfaces that are up at that moment. Throws ShoalError: `service-address-unusable`, `peer-interfaces-absent`. */
  presence(): PresenceWanted
  /** What keeps it from being met where its owner wants it; null: nothing. */
  hindrance(): Problem | null
  /** Whether it could be elsewhere than it should be: something was chosen. */
  isParticular(): boolean
  /** Calls when `presence` may be another. */
  onChange(listener: () => void): void
  choose(chosen: Chosen): void
  network(): PeerNetwork
}

export type Chosen = Pick<Settings, 'peerInterfaces' | 'peerPort'>

/**
 * Null: nobody needs them, and nobody could help. Rejects with ShoalError: problems of the identity, the group key and
 * the journal, `service-address-unusable`.
 */
export async function startPeers(
  options: PeersOptions,
  first: Chosen,
  given: Given
): Promise<StartedPeers | null> {
  if (!options.needed && !areOfUse(options, given)) return null
  const { contribute, listen, groupKeyFile, name, policy, share } = options
  let chosen: Chosen = { peerInterfaces: first.peerInterfaces, peerPort: first.peerPort }
  const interfaces = systemInterfaces({
    clock: systemClock,
    only: options.interfaces ?? first.peerInterfaces
  })
  const listeners: (() => void)[] = []
  const ports = (): readonly number[] => {
    if (options.port !== null) return [options.port]
    return chosen.peerPort === null ? USUAL_PORTS : [chosen.peerPort, ...USUAL_PORTS]
  }
  const presence = (contributes: boolean): PresenceWanted => {
    const only = options.interfaces ?? chosen.peerInterfaces
    const hosts = only === null ? [] : interfaces.up().flatMap(advertised)
    // No addresses mean all of them: whoever named some networks must not be found on others.
    if (only !== null && hosts.length === 0) throw notThere(only)
    return { contributes, listen: { ports: ports(), hosts: hosts.map(({ address }) => address) } }
  }
  const notThere = (names: readonly string[]): Error =>
    options.interfaces === null
      ? fail('peer-interfaces-absent', { interfaces: names.join(', ') })
      : fail('service-address-unusable', {
          host: names.join(', '),
          port: options.port ?? 0,
          reason: 'it is not up'
        })
  const peers = await createPeers({
    ...given,
    identity: await loadIdentity(given.stateDirectory),
    groupKey: groupKeyFile === null ? null : await readGroupKey(groupKeyFile),
    clock: systemClock,
    files: contentFiles,
    interfaces,
    power: systemPowerAndLink({ ...LINUX_SOURCES, nowMs: () => systemClock.nowMs() }),
    name: name ?? os.hostname(),
    presence: listen ? presence(contribute) : null,
    policy: share ? { ...policy, shareFinished: true } : policy
  })
  const tell = (): void => listeners.forEach((listener) => listener())
  return {
    peers,
    presence: () => presence(true),
    hindrance() {
      const { peerPort: wanted } = chosen
      const { port } = peers.self()
      const isElsewhere = options.port === null && wanted !== null && port !== null && port !== wanted
      return isElsewhere ? problem('peer-port-taken', { wanted, port }) : null
    },
    isParticular: () => (options.interfaces ?? chosen.peerInterfaces ?? chosen.peerPort) !== null,
    onChange(listener) {
      if (listeners.push(listener) === 1) interfaces.onChange(tell)
    },
    choose({ peerInterfaces, peerPort }) {
      const next = { peerInterfaces, peerPort }
      if (JSON.stringify(next) === JSON.stringify(chosen)) return
      chosen = next
      interfaces.use(options.interfaces ?? next.peerInterfaces)
      tell()
    },
    network: () => ({
      interfaces: byQuality(interfaces.all()).map((each) => ({
        name: each.name,
        kind: each.kind,
        bitsPerSecond: each.bitsPerSecond,
        addresses: advertised(each).map(({ address }) => address)
      })),
      named: options.interfaces
    })
  }
}

/** A network is not spoken to, and no identity made, for somebody who has never paired a machine. */
function areOfUse({ listen, groupKeyFile, share }: PeersOptions, { stores }: Given): boolean {
  if (listen || groupKeyFile !== null || share || stores.policy.policy().shareFinished) return true
  return stores.directory.all().some(({ trust, quarantine }) => trust !== 'none' && quarantine === null)
}
