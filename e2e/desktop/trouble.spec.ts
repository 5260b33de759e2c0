/** The shell's own troubles: an engine that dies, a page that crashes, a journal it must not touch. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type * as Inspector from 'node:inspector'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import type { Shoal } from './app.ts'
import { mainModule } from './main-module.ts'
import { test } from './test.ts'

const MiB = 1 << 20

/** Message boxes are recorded and closed at once: there is nobody to press their button. */
const recordBoxes = (shoal: Shoal): Promise<void> =>
  shoal.electron.evaluate(({ dialog }) => {
    const boxes: unknown[] = []
    Object.assign(globalThis, { boxes })
    dialog.showMessageBox = (...args: readonly unknown[]) => {
      boxes.push(args.at(-1))
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }
  })
const boxes = (shoal: Shoal): Promise<readonly unknown[]> =>
  shoal.electron.evaluate(() => (globalThis as unknown as { boxes: unknown[] }).boxes)

/** Ends the engine thread from inside, as a fault of its own would: the inspector is a way in that is always there. */
const endEngineThread = async (shoal: Shoal): Promise<void> =>
  shoal.electron.evaluate(
    async (_electron, inspector) => {
      const session = new inspector.Session()
      session.connect()
      await new Promise<void>((resolve) => {
        session.once('NodeWorker.detachedFromWorker', () => resolve())
        session.once('NodeWorker.attachedToWorker', ({ params }) => {
          const message = JSON.stringify({
            id: 1,
            method: 'Runtime.evaluate',
            params: { expression: 'process.exit(7)' }
          })
          session.post('NodeWorker.sendMessageToWorker', { sessionId: params.sessionId, message })
        })
        session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
      })
      session.disconnect()
    },
    await mainModule<typeof Inspector>(shoal.electron, 'node:inspector')
  )

test('an engine that dies is started again, says so, and its transfers go on', async ({
  shoal,
  place,
  originWith
}) => {
  const origin = await originWith({ bytesPerSecond: 8 * MiB })
  const file = origin.file('/orphan.bin', { size: 24 * MiB })
  await recordBoxes(shoal)
  await shoal.page.getByRole('textbox').fill(file.url)
  await shoal.page.keyboard.press('Enter')
  await expect.poll(() => file.bytesSent()).toBeGreaterThan(8 * MiB)
  await endEngineThread(shoal)
  await shoal.reaches('orphan.bin', 'done')
  expect(await sha256File(path.join(place.downloadDirectory, 'orphan.bin'))).toBe(file.sha256())
  expect(await boxes(shoal)).toMatchObject([{ message: expect.stringContaining('started again') as unknown }])
})

test('an engine that dies twice ends the program, which says why', async ({ shoal }) => {
  await recordBoxes(shoal)
  let stderr = ''
  const child = shoal.electron.process()
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // One that ends before it has begun is not started again.
  await expect(shoal.page.getByText('Files go to')).toBeVisible()
  await endEngineThread(shoal)
  await expect.poll(() => boxes(shoal)).toHaveLength(1)
  await expect(shoal.page.getByText('Files go to')).toBeVisible()
  await endEngineThread(shoal).catch(() => undefined) // it may be gone before it has answered
  expect(await ended).toBe(1)
  expect(stderr).toContain('Shoal cannot go on')
})

test('a page that crashes is loaded again; the transfer never noticed', async ({ shoal, originWith }) => {
  const file = (await originWith({ bytesPerSecond: 8 * MiB })).file('/unmoved.bin', { size: 16 * MiB })
  await shoal.page.getByRole('textbox').fill(file.url)
  await shoal.page.keyboard.press('Enter')
  await shoal.reaches('unmoved.bin', 'running')
  await shoal.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
  )
  // Playwright takes a crashed page for lost, so the page is asked through Electron, which never answers for a dead one.
  const state = (): Promise<unknown> =>
    shoal.electron.evaluate(({ BrowserWindow }) =>
      Promise.race([
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `document.querySelector('[data-transfer]')?.dataset.state`
        ),
        new Promise((resolve) => setTimeout(() => resolve('no answer'), 500))
      ])
    )
  await expect.poll(state, { timeout: 30_000 }).toBe('done')
  expect(file.bytesSent()).toBeLessThan(17 * MiB)
})

test('a journal of a newer Shoal is left alone, and the person is told', async ({ place }) => {
  await (await place.start()).quit()
  const file = path.join(place.stateDirectory, 'journal.sqlite')
  const journal = new DatabaseSync(file)
  journal.exec('PRAGMA user_version = 9999')
  journal.close()
  const before = await readFile(file)
  const { code, stderr } = await place.startUntilItSays('[journal-newer]')
  expect(stderr).toContain('was written by a newer Shoal (version 9999')
  expect(code).toBe(5)
  expect((await readFile(file)).equals(before)).toBe(true)
})

test('a damaged journal is left alone, and the person is told', async ({ place }) => {
  const file = path.join(place.stateDirectory, 'journal.sqlite')
  await mkdir(place.stateDirectory, { recursive: true })
  await writeFile(file, 'this was a journal once. '.repeat(1000))
  const before = await readFile(file)
  const { code, stderr } = await place.startUntilItSays('[journal-corrupt]')
  expect(stderr).toContain('Move it aside')
  expect(code).toBe(5)
  expect((await readFile(file)).equals(before)).toBe(true)
})

test('a state directory that cannot be made is named', async ({ place }) => {
  await writeFile(place.stateDirectory, 'a file where the folder should be')
  const { code, stderr } = await place.startUntilItSays('[journal-unwritable]')
  expect(stderr).toContain(place.stateDirectory)
  expect(code).toBe(5)
})
