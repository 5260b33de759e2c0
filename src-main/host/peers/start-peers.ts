/** The peers of one running Shoal on the real network, disk and clock. */
import os from 'node:os'
import { fail } from '../../../src-shared/errors/problem.ts'
import { readGroupKey } from '../../peers/identity/group-key.ts'
import { loadIdentity } from '../../peers/identity/device-identity.ts'
import { createPeers, type Peers, type PeersParts, type PresenceWanted } from '../../peers/peers.ts'
import { contentFiles } from '../../platform/content-files.ts'
import { systemInterfaces } from '../../platform/network-interfaces.ts'
import { LINUX_SOURCES, systemPowerAndLink } from '../../platform/power-and-link.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { PeersOptions } from '../shoal-options.ts'

type Given = Pick<
  PeersParts,
  'stores' | 'stateDirectory' | 'version' | 'contribute' | 'isAllowedAt' | 'tells'
>

export interface StartedPeers {
  readonly peers: Peers
  /** How they are there for others when their owner joins: on the interfaces that are up at that moment. */
  presence(): PresenceWanted
}

/**
 * Null: nobody needs them, and nobody could help. Rejects with ShoalError: problems of the identity, the group key and
 * the journal, `service-address-unusable`.
 */
export async function startPeers(options: PeersOptions, given: Given): Promise<StartedPeers | null> {
  if (!options.needed && !areOfUse(options, given)) return null
  const { contribute, listen, port, interfaces: only, groupKeyFile, name, policy, share } = options
  const interfaces = systemInterfaces({ clock: systemClock, only })
  const presence = (contributes: boolean): PresenceWanted => {
    const hosts = only === null ? [] : interfaces.up().flatMap(({ addresses }) => addresses)
    // No addresses mean all of them: whoever named some networks must not be found on others.
    if (only !== null && hosts.length === 0)
      throw fail('service-address-unusable', {
        host: only.join(', '),
        port: port ?? 0,
        reason: 'it is not up'
      })
    return { contributes, listen: { port, hosts: hosts.map(({ address }) => address) } }
  }
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
  return { peers, presence: () => presence(true) }
}

/** A network is not spoken to, and no identity made, for somebody who has never paired a machine. */
function areOfUse({ listen, groupKeyFile, share }: PeersOptions, { stores }: Given): boolean {
  if (listen || groupKeyFile !== null || share || stores.policy.policy().shareFinished) return true
  return stores.directory.all().some(({ trust, quarantine }) => trust !== 'none' && quarantine === null)
}
