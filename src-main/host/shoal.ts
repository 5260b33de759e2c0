/**
 * The composition root: one running Shoal is a journal, an engine on the real clock and disk, and the contract
 * answered by them. It runs wherever it is called, in the engine thread or in a command that fetches. It decides nothing
 * itself.
 */
import type { MethodHandlers } from '../../src-shared/rpc/server.ts'
import { fail } from '../../src-shared/errors/problem.ts'
import { DEFAULT_SETTINGS } from '../../src-shared/model/settings.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { isAllowedAt } from '../engine/schedule/hours.ts'
import { openJournal } from '../journal/open-journal.ts'
import { certificateAuthorities } from '../platform/certificate-authorities.ts'
import { netrcFile } from '../platform/netrc-file.ts'
import { proxyEnvironment } from '../platform/proxy-environment.ts'
import { sshHome } from '../platform/ssh-home.ts'
import { systemClock } from '../platform/system-clock.ts'
import { tcpProbe } from '../platform/tcp-info.ts'
import { threadHasher } from '../platform/thread-hasher.ts'
import { systemDisk } from '../platform/system-disk.ts'
import { changesOf, type EngineStreams, peerStreamsOf, settingsChangesOf } from './contract/changes-of.ts'
import { methodsOf } from './contract/methods-of.ts'
import { refuseSecondListener } from './control/listens-elsewhere.ts'
import { keepMembership, type KeptMembership } from './peers/membership.ts'
import { peersPortOf } from './peers/peers-port-of.ts'
import { shareFinished } from './peers/share-finished.ts'
import { startPeers, type StartedPeers } from './peers/start-peers.ts'
import { newTransferId } from './new-transfer-id.ts'
import type { ShoalOptions } from './shoal-options.ts'

export type { ShoalOptions } from './shoal-options.ts'

export interface Shoal {
  readonly methods: Partial<MethodHandlers>
  readonly streams: EngineStreams
  /** Stops every transfer at a durable point and closes the journal. Running ones resume at the next start. */
  close(): Promise<void>
}

/** `hashThreadFile` is the built hash thread. Rejects with ShoalError: `journal-newer`, `journal-corrupt`, `journal-unwritable`. */
export async function createShoal(options: ShoalOptions, hashThreadFile: string): Promise<Shoal> {
  const journal = openJournal(options)
  const isKept = options.peers?.membership === 'kept'
  let started: StartedPeers | null = null
  let membership: KeptMembership | null = null
  let engine: Engine | null = null
  try {
    started =
      options.peers &&
      (await startPeers(options.peers, isKept ? journal.settings() : DEFAULT_SETTINGS, {
        stores: journal.peers,
        stateDirectory: options.stateDirectory,
        version: options.version,
        contribute: (contribution) => {
          if (!engine) throw fail('peer-busy', { reason: 'it is just starting' })
          return engine.contribute(contribution)
        },
        isAllowedAt: (hours) => isAllowedAt(hours, systemClock.unixMs()),
        tells: () => undefined
      }))
    const peers = started?.peers ?? null
    const running = (engine = createEngine(
      {
        clock: systemClock,
        contributors: peers?.contributors ?? null,
        disk: systemDisk,
        hasher: threadHasher(hashThreadFile),
        journal,
        tcp: tcpProbe(),
        newId: newTransferId
      },
      {
        downloadDirectory: options.downloadDirectory,
        certificateAuthorities,
        netrc: netrcFile,
        proxyEnvironment,
        sshHome,
        userAgent: `Shoal/${options.version}`,
        patienceMs: options.patienceMs,
        settings: options.settings
      }
    ))
    membership =
      started &&
      keepMembership({
        peers: started.peers,
        place: started,
        clock: systemClock,
        store: isKept ? journal.peers.membership : null,
        refuseSecondListener: () => refuseSecondListener(options.stateDirectory)
      })
    const place = started
    if (isKept) running.onSettings(({ settings }) => place?.choose(settings))
    const port = place &&
      membership && {
        ...peersPortOf(place.peers, () => place.network()),
        ...membership,
        helping: () => running.help()
      }
    if (peers) shareFinished(running, peers)
    const changes = changesOf(running)
    const settingsChanges = settingsChangesOf(running)
    if (options.resume === 'all') await running.resumeInterrupted()
    return {
      methods: methodsOf(running, options, port),
      streams: {
        'transfers.changes': changes,
        'settings.changes': settingsChanges,
        ...peerStreamsOf(port)
      },
      async close() {
        try {
          await membership?.close()
          // Those who are being helped hear of it before their bytes stop.
          await peers?.endContributions().catch(() => undefined)
          await running.close()
        } finally {
          await peers?.close().catch(() => undefined)
          journal.close()
        }
      }
    }
  } catch (thrown) {
    await membership?.close()
    await engine?.close().catch(() => undefined)
    await started?.peers.close().catch(() => undefined)
    journal.close()
    throw thrown
  }
}
