/**
 * The composition root: one running Shoal is a journal, an engine on the real clock and disk, and the contract
 * answered by them. It runs wherever it is called; the engine thread is who calls it. It decides nothing itself.
 */
import type { MethodHandlers, StreamSources } from '../../src-shared/rpc/server.ts'
import { createEngine } from '../engine/engine.ts'
import { openJournal } from '../journal/open-journal.ts'
import { certificateAuthorities } from '../platform/certificate-authorities.ts'
import { netrcFile } from '../platform/netrc-file.ts'
import { proxyEnvironment } from '../platform/proxy-environment.ts'
import { sshHome } from '../platform/ssh-home.ts'
import { systemClock } from '../platform/system-clock.ts'
import { tcpProbe } from '../platform/tcp-info.ts'
import { threadHasher } from '../platform/thread-hasher.ts'
import { systemDisk } from '../platform/system-disk.ts'
import { changesOf, peerStreamsOf, settingsChangesOf } from './contract/changes-of.ts'
import { methodsOf } from './contract/methods-of.ts'
import { newTransferId } from './new-transfer-id.ts'
import type { ShoalOptions } from './shoal-options.ts'

export type { ShoalOptions } from './shoal-options.ts'

export interface Shoal {
  readonly methods: Partial<MethodHandlers>
  readonly streams: StreamSources
  /** Stops every transfer at a durable point and closes the journal. Running ones resume at the next start. */
  close(): Promise<void>
}

/** `hashThreadFile` is the built hash thread. Rejects with ShoalError: `journal-newer`, `journal-corrupt`, `journal-unwritable`. */
export async function createShoal(options: ShoalOptions, hashThreadFile: string): Promise<Shoal> {
  const journal = openJournal(options)
  try {
    const engine = createEngine(
      {
        clock: systemClock,
        contributors: null,
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
    )
    const changes = changesOf(engine)
    const settingsChanges = settingsChangesOf(engine)
    if (options.resume === 'all') await engine.resumeInterrupted()
    return {
      methods: methodsOf(engine, options, null),
      streams: {
        'transfers.changes': changes,
        'settings.changes': settingsChanges,
        ...peerStreamsOf(null)
      },
      async close() {
        try {
          await engine.close()
        } finally {
          journal.close()
        }
      }
    }
  } catch (thrown) {
    journal.close()
    throw thrown
  }
}
