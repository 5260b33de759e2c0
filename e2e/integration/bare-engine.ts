/** An engine with a real journal, disk and origin and nothing around it, for what is asked of the engine itself. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import type { Clock } from '../../src-main/engine/ports/clock.ts'
import { openJournal } from '../../src-main/journal/open-journal.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { systemDisk } from '../../src-main/platform/system-disk.ts'
import { threadHasher } from '../../src-main/platform/thread-hasher.ts'
import { newFolder } from './shoal.ts'

export interface BareEngine {
  readonly engine: Engine
  readonly downloads: string
  close(): Promise<void>
}

/** Its folder goes with `removeFolders`. */
export async function startBareEngine({
  name,
  clock = systemClock,
  patienceMs
}: {
  readonly name: string
  readonly clock?: Clock
  readonly patienceMs: number
}): Promise<BareEngine> {
  const folder = await newFolder(name)
  const downloads = path.join(folder, 'downloads')
  await mkdir(downloads)
  const journal = openJournal({ stateDirectory: path.join(folder, 'state') })
  let ids = 0
  const engine = createEngine(
    {
      contributors: null,
      clock,
      disk: systemDisk,
      hasher: threadHasher(path.resolve(import.meta.dirname, '../../src-main/host/hash-thread.ts')),
      journal,
      tcp: { read: () => null },
      newId: () => `t${++ids}`
    },
    {
      downloadDirectory: downloads,
      certificateAuthorities: () => [],
      netrc: () => null,
      proxyEnvironment: () => ({}),
      sshHome: () => ({ user: '', knownHosts: [], keys: [], agent: null }),
      userAgent: 'Shoal/test',
      settings: 'none',
      patienceMs
    }
  )
  return {
    engine,
    downloads,
    async close() {
      await engine.close()
      journal.close()
    }
  }
}
