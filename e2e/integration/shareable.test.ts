/** Which finished files peers may have: those that they could have fetched themselves, and no others. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { openJournal, type Journal } from '../../src-main/journal/open-journal.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { systemDisk } from '../../src-main/platform/system-disk.ts'
import { threadHasher } from '../../src-main/platform/thread-hasher.ts'
import type { RequestOptions } from '../../src-shared/model/request-options.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { newFolder, removeFolders } from './shoal.ts'

let origin: Origin
let engine: Engine
let journal: Journal
beforeEach(async () => {
  origin = await startOrigin()
  const folder = await newFolder('shareable')
  const downloads = path.join(folder, 'downloads')
  await mkdir(downloads)
  journal = openJournal({ stateDirectory: path.join(folder, 'state') })
  engine = createEngine(
    {
      contributors: null,
      clock: systemClock,
      disk: systemDisk,
      hasher: threadHasher(path.resolve(import.meta.dirname, '../../src-main/host/hash-thread.ts')),
      journal,
      tcp: { read: () => null },
      newId: () => 't'
    },
    {
      downloadDirectory: downloads,
      certificateAuthorities: () => [],
      netrc: () => null,
      proxyEnvironment: () => ({}),
      sshHome: () => ({ user: '', knownHosts: [], keys: [], agent: null }),
      userAgent: 'Shoal/test',
      settings: 'none',
      patienceMs: 5_000
    }
  )
})
afterEach(async () => {
  await engine.close()
  journal.close()
  await origin.stop()
})
afterAll(removeFolders)

const login = { kind: 'password', user: 'ada', password: 'secret' } as const

it.each<[string, RequestOptions, boolean]>([
  ['asked for with nothing of its own', {}, true],
  ['asked for under another name of the program', { userAgent: 'Other/1' }, true],
  ['that wanted a login', { login }, false],
  ['that wanted a header field', { headers: [{ name: 'X-Key', value: '1' }] }, false],
  ['added to be fetched without peers', { peers: 'none' }, false]
])('a file %s', async (_, request, isShareable) => {
  const file = origin.file('/file.bin', { size: 1000 })
  const finished = new Promise((resolve, reject) => {
    engine.onChange((change) => {
      // When it is done is when it is shared.
      if (change.kind === 'changed' && change.transfer.state.kind === 'done')
        resolve(engine.finished(change.transfer.id))
    })
    engine.add({ uri: file.url, request }).catch(reject)
  })
  expect((await finished) !== null).toBe(isShareable)
})
