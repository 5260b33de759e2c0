/** Which finished files peers may have: those that they could have fetched themselves, and no others. */
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { RequestOptions } from '../../src-shared/model/request-options.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { startBareEngine, type BareEngine } from './bare-engine.ts'
import { removeFolders } from './shoal.ts'

let origin: Origin
let bare: BareEngine
beforeEach(async () => {
  origin = await startOrigin()
  bare = await startBareEngine({ name: 'shareable', patienceMs: 5_000 })
})
afterEach(async () => {
  await bare.close()
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
  const { engine } = bare
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
