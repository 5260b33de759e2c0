/** The peers of one running Shoal on the real network, disk and clock. */
import os from 'node:os'
import { readGroupKey } from '../../peers/identity/group-key.ts'
import { loadIdentity } from '../../peers/identity/device-identity.ts'
import { createPeers, type Peers, type PeersParts } from '../../peers/peers.ts'
import { contentFiles } from '../../platform/content-files.ts'
import { systemInterfaces } from '../../platform/network-interfaces.ts'
import { LINUX_SOURCES, systemPowerAndLink } from '../../platform/power-and-link.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { PeersOptions } from '../shoal-options.ts'

type Given = Pick<
  PeersParts,
  'stores' | 'stateDirectory' | 'version' | 'contribute' | 'isAllowedAt' | 'tells'
>

/** Rejects with ShoalError: problems of the identity, the group key and the journal, `service-address-unusable`. */
export async function startPeers(options: PeersOptions, given: Given): Promise<Peers> {
  const { contribute, listen, port, interfaces: only, groupKeyFile, name, policy, share } = options
  const interfaces = systemInterfaces({ clock: systemClock, only })
  const hosts = only === null ? [] : interfaces.up().flatMap(({ addresses }) => addresses)
  return createPeers({
    ...given,
    identity: await loadIdentity(given.stateDirectory),
    groupKey: groupKeyFile === null ? null : await readGroupKey(groupKeyFile),
    clock: systemClock,
    files: contentFiles,
    interfaces,
    power: systemPowerAndLink({ ...LINUX_SOURCES, nowMs: () => systemClock.nowMs() }),
    name: name ?? os.hostname(),
    contributes: contribute,
    listen: listen ? { port, hosts: hosts.map(({ address }) => address) } : null,
    policy: share ? { ...policy, shareFinished: true } : policy
  })
}
