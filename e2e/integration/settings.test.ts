/** Settings that take effect while Shoal runs: where files go, over how many connections, through which proxy. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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

it('files go to the folder of their kind, by the name they really have, unless they name their own', async () => {
  const folder = path.dirname(shoal.downloads)
  const [films, papers] = [path.join(folder, 'films'), path.join(folder, 'papers')]
  await shoal.client.call('settings.set', {
    categories: [
      { id: 'video', name: null, extensions: ['mkv'], directory: films },
      { id: 'own-1', name: 'Papers', extensions: ['pdf'], directory: papers },
      { id: 'music', name: null, extensions: ['mp3'], directory: null }
    ]
  })
  const film = origin.file('/film.mkv', { size: MiB })
  const done = await shoal.get(film.url)
  expect(done.directory).toBe(films)
  expect(await sha256File(path.join(films, 'film.mkv'))).toBe(film.sha256())
  // The same link again, before it is done, is the same transfer.
  const slow = origin.file('/slow.mkv', { size: MiB, delayMs: 500 })
  expect(await shoal.add(slow.url)).toBe(await shoal.add(slow.url))
  const disguised = origin.file('/download.mkv', {
    size: MiB,
    headers: { 'content-disposition': 'attachment; filename="paper.pdf"' }
  })
  expect((await shoal.get(disguised.url)).directory).toBe(papers)
  expect(await sha256File(path.join(papers, 'paper.pdf'))).toBe(disguised.sha256())
  const others = ['/song.mp3', '/strange.xyz'].map((name) => origin.file(name, { size: 1000 }))
  for (const { url } of others) expect((await shoal.get(url)).directory).toBe(shoal.downloads)
  expect((await shoal.get(film.url, { name: 'named.pdf' })).directory).toBe(papers)
  expect((await shoal.get(film.url, { directory: shoal.downloads })).directory).toBe(shoal.downloads)
  const outcomes = await shoal.client.call('transfers.addMany', {
    files: ['/a.mkv', '/b.pdf'].map((name) => ({ uri: origin.file(name, { size: 1000 }).url }))
  })
  const folders = outcomes.map((each) => ('id' in each ? shoal.transfer(each.id).directory : null))
  expect(folders).toEqual([films, papers])
})

it.each([
  ['a folder of its own state', (state: string) => [{ directory: path.join(state, 'cache') }]],
  ['no whole path', () => [{ directory: 'films' }]],
  ['a way up', () => [{ directory: '/films/../../etc' }]],
  ['what is no ending', () => [{ extensions: ['a/b'] }]],
  ['too many endings', () => [{ extensions: Array.from({ length: 201 }, (_, at) => `e${at}`) }]],
  ['a name over two lines', () => [{ name: 'two\nlines' }]],
  ['two of one id', () => [{}, {}]],
  ['too many of them', () => Array.from({ length: 33 }, (_, at) => ({ id: `own-${at}` }))]
])('categories with %s are refused as a whole', async (_, parts) => {
  const before = (await shoal.client.call('settings.get', null)).settings.categories
  const categories = parts(shoal.stateDirectory).map((each) => ({
    id: 'own-1',
    name: 'Films',
    extensions: ['mkv'],
    directory: null,
    ...each
  }))
  await expect(shoal.client.call('settings.set', { categories })).rejects.toMatchObject({
    code: expect.stringMatching(/^(input|option)-invalid$/) as string
  })
  expect((await shoal.client.call('settings.get', null)).settings.categories).toEqual(before)
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

it('the next transfer names itself as was set, unless it has a name of its own', async () => {
  const file = origin.file('/file.bin', { size: 1000 })
  const named = async (more = {}): Promise<unknown> => {
    await shoal.get(file.url, more)
    return origin.requests.at(-1)?.headers['user-agent']
  }
  expect(await named()).toBe('Shoal/0.0.0-test')
  await shoal.client.call('settings.set', { userAgent: 'Mozilla/5.0 (X11)' })
  expect(await named({ name: 'second.bin' })).toBe('Mozilla/5.0 (X11)')
  expect(await named({ name: 'third.bin', request: { userAgent: 'Own/1' } })).toBe('Own/1')
  for (const userAgent of ['', 'two\r\nlines: x', ' a', 'ä', 'x'.repeat(257)])
    await expect(shoal.client.call('settings.set', { userAgent })).rejects.toMatchObject({
      code: 'input-invalid'
    })
})

it('a transfer keeps trying as long as was set', async () => {
  await shoal.close()
  shoal = await startShoal({ patienceMs: 1 })
  const lost = async (): Promise<string> => {
    const file = origin.file('/file.bin', { size: 64 * MiB })
    origin.setRate(4 * MiB)
    const id = await shoal.add(file.url)
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await sleep(600)
    await origin.stop()
    const end = await shoal.until(
      id,
      ({ state }) => state.kind === 'failed' || (state.kind === 'retrying' && state.attempt > 2)
    )
    origin = await startOrigin()
    return end.state.kind
  }
  expect(await lost()).toBe('failed')
  await shoal.client.call('settings.set', { patienceHours: 1 })
  expect(await lost()).toBe('retrying')
})

it('a proxy with a login is refused without being repeated', async () => {
  const refused = shoal.client.call('settings.set', { proxy: 'http://me:SECRET@127.0.0.1:1' })
  await expect(refused).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('SECRET') as string })
})
