/** Settings that take effect while Shoal runs: where files go, over how many connections, through which proxy. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { startProxy, type TestProxy } from '../fixtures/proxy.ts'
import { outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024

let origin: Origin
let proxy: TestProxy
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin()
  proxy = await startProxy()
  shoal = await startShoal()
})
afterEach(async () => {
  await shoal.close()
  await proxy.stop()
  await origin.stop()
})
afterAll(removeFolders)

it('the next transfer goes to the folder that was chosen, one that names its own does not', async () => {
  const chosen = path.join(path.dirname(shoal.downloads), 'chosen')
  const named = path.join(path.dirname(shoal.downloads), 'named')
  await mkdir(named)
  await shoal.client.call('settings.set', { downloadDirectory: chosen })
  expect(await shoal.client.call('app.info', null)).toMatchObject({ downloadDirectory: chosen })
  const file = origin.file('/file.bin', { size: MiB })
  expect(outcome(await shoal.get(file.url))).toBe('done')
  expect(await sha256File(path.join(chosen, 'file.bin'))).toBe(file.sha256())
  expect(outcome(await shoal.get(file.url, { directory: named }))).toBe('done')
  expect(await sha256File(path.join(named, 'file.bin'))).toBe(file.sha256())

  await shoal.client.call('settings.set', { downloadDirectory: null })
  expect(outcome(await shoal.get(file.url))).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(file.sha256())
})

it('the next transfer has as many connections as was set', async () => {
  await shoal.client.call('settings.set', { connections: 3 })
  const file = origin.file('/file.bin', { size: MiB })
  expect((await shoal.get(file.url)).connections).toBe(3)
  expect((await shoal.get(file.url, { name: 'again.bin', connections: 2 })).connections).toBe(2)
})

it('the next transfer goes through the proxy that was set, unless it names its own way', async () => {
  const address = `http://127.0.0.1:${proxy.port}`
  await shoal.client.call('settings.set', { proxy: address })
  const file = origin.file('/file.bin', { size: MiB })
  const far = file.url.replace('127.0.0.1', 'far.test')
  expect(outcome(await shoal.get(far))).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(file.sha256())
  expect(outcome(await shoal.get(far, { name: 'direct.bin', request: { proxy: 'none' } }))).toBe(
    'host-unresolved'
  )
  await shoal.client.call('settings.set', { proxy: 'none' })
  expect(outcome(await shoal.get(far, { name: 'later.bin' }))).toBe('host-unresolved')
})

it('a proxy with a login is refused without being repeated', async () => {
  const refused = shoal.client.call('settings.set', { proxy: 'http://me:SECRET@127.0.0.1:1' })
  await expect(refused).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('SECRET') as string })
})
