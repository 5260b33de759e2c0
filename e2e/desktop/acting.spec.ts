/** What a person can do with a transfer in the window, and what they are told when it cannot go on. */
import { access, readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import type { Shoal } from './app.ts'
import { test } from './test.ts'

const MiB = 1 << 20

const add = async (shoal: Shoal, url: string): Promise<void> => {
  await shoal.page.getByRole('textbox').fill(url)
  await shoal.page.keyboard.press('Enter')
}
const press = (shoal: Shoal, name: string, button: string): Promise<void> =>
  shoal.row(name).getByRole('button', { name: button }).click()

/** Records what the desktop would do, and does nothing. */
const recordShell = (shoal: Shoal): Promise<void> =>
  shoal.electron.evaluate(({ shell }) => {
    const did: string[] = []
    Object.assign(globalThis, { did })
    shell.openPath = (file) => Promise.resolve(did.push(`open ${file}`)).then(() => '')
    shell.showItemInFolder = (file) => void did.push(`show ${file}`)
  })
const recorded = (shoal: Shoal): Promise<readonly string[]> =>
  shoal.electron.evaluate(() => (globalThis as unknown as { did: string[] }).did)

test('pause stops the bytes, resume goes on from there', async ({ shoal, place, originWith }) => {
  const origin = await originWith({ bytesPerSecond: 8 * MiB })
  const file = origin.file('/paused.bin', { size: 24 * MiB })
  await add(shoal, file.url)
  await expect.poll(() => file.bytesSent()).toBeGreaterThan(4 * MiB)
  await press(shoal, 'paused.bin', 'Pause')
  await shoal.reaches('paused.bin', 'paused')
  const sentWhenPaused = file.bytesSent()
  await shoal.page.waitForTimeout(500)
  // What the origin had handed to its sockets when the connections closed may still be counted; had it gone on, 4 MiB.
  expect(file.bytesSent() - sentWhenPaused).toBeLessThan(2 * MiB)
  origin.setRate(Infinity)
  await press(shoal, 'paused.bin', 'Resume')
  await shoal.reaches('paused.bin', 'done')
  expect(await sha256File(path.join(place.downloadDirectory, 'paused.bin'))).toBe(file.sha256())
  expect(file.bytesSent()).toBeLessThan(24 * MiB + 8 * MiB)
})

test('remove asks, and keeps or deletes the partial file as told once it cannot be undone any more', async ({
  shoal,
  place,
  originWith
}) => {
  const origin = await originWith({ bytesPerSecond: 2 * MiB })
  for (const { name, answer, left } of [
    { name: 'kept.bin', answer: 'Remove, keep what is here', left: ['kept.bin.part'] },
    { name: 'deleted.bin', answer: 'Remove and delete', left: ['kept.bin.part'] }
  ]) {
    const file = origin.file(`/${name}`, { size: 64 * MiB })
    await add(shoal, file.url)
    await expect.poll(() => file.bytesSent()).toBeGreaterThan(MiB)
    await press(shoal, name, 'Remove')
    const dialog = shoal.page.getByRole('dialog')
    await expect(dialog).toContainText(`Remove “${name}”?`)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(shoal.row(name)).toBeVisible()
    await press(shoal, name, 'Remove')
    await dialog.getByRole('button', { name: answer }).click()
    await expect(shoal.row(name)).toHaveCount(0)
    expect(await readdir(place.downloadDirectory)).toContain(`${name}.part`)
    await shoal.page.getByRole('button', { name: 'Dismiss' }).click()
    await expect.poll(() => readdir(place.downloadDirectory)).toEqual(left)
  }
})

test('removing a finished transfer leaves its file', async ({ shoal, place, originWith }) => {
  await add(shoal, (await originWith()).file('/finished.bin', { size: MiB }).url)
  await shoal.reaches('finished.bin', 'done')
  await press(shoal, 'finished.bin', 'Remove')
  await expect(shoal.row('finished.bin')).toHaveCount(0)
  await access(path.join(place.downloadDirectory, 'finished.bin'))
})

test('a finished file opens, and shows in its folder @shell', async ({ shoal, place, originWith }) => {
  await recordShell(shoal)
  await add(shoal, (await originWith()).file('/opened.bin', { size: MiB }).url)
  await shoal.reaches('opened.bin', 'done')
  await press(shoal, 'opened.bin', 'Open')
  await press(shoal, 'opened.bin', 'Show in folder')
  const file = path.join(place.downloadDirectory, 'opened.bin')
  await expect.poll(() => recorded(shoal)).toEqual([`open ${file}`, `show ${file}`])
})

test('the page cannot name a file to open @shell', async ({ shoal }) => {
  await recordShell(shoal)
  const answers = await shoal.page.evaluate(async () => {
    const heard: unknown[] = []
    // The page asks for frames of its own meanwhile.
    window.shoal?.onMessage((message) => {
      if ((message as { id?: number }).id! > 70_000) heard.push(message)
    })
    window.shoal?.send({
      t: 'call',
      id: 70_001,
      method: 'desktop.open',
      input: { id: 'a', path: '/etc/passwd' }
    })
    window.shoal?.send({ t: 'call', id: 70_002, method: 'desktop.open', input: { id: '/etc/passwd' } })
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    return heard
  })
  expect(answers).toMatchObject([
    { t: 'error', id: 70_001, problem: { code: 'input-invalid' } },
    { t: 'error', id: 70_002, problem: { code: 'transfer-unknown' } }
  ])
  expect(await recorded(shoal)).toEqual([])
})

test('a failed transfer says what happened and what to do, and can be tried again', async ({
  shoal,
  originWith
}) => {
  const file = (await originWith()).file('/missing.bin', { status: 404 })
  await add(shoal, file.url)
  await shoal.reaches('missing.bin', 'failed')
  await expect(shoal.row('missing.bin')).toContainText('has no such file (404)')
  await expect(shoal.row('missing.bin')).toContainText('Check the address for typing errors')
  const speaks = async (language: string): Promise<void> => {
    const chosen = JSON.stringify({ language })
    await shoal.page.evaluate((text) => localStorage.setItem('appearance', text), chosen)
    await shoal.page.reload()
  }
  await speaks('ar')
  await expect(shoal.row('missing.bin')).toContainText(/[\u0621-\u064a]+.*\(404\)/)
  await expect(shoal.row('missing.bin')).not.toContainText('Check the address')
  await speaks('en')
  file.behave({ size: MiB })
  await press(shoal, 'missing.bin', 'Try again')
  await shoal.reaches('missing.bin', 'done')
})

test('pictures of the window: empty, at work, in trouble @once', async ({ shoal, originWith }) => {
  await expect(shoal.page.getByText('Drop a link here')).toBeVisible()
  await shoal.picture('empty')
  const origin = await originWith({ bytesPerSecond: 6 * MiB })
  for (const name of [
    'debian-13.3.0-amd64-netinst.iso',
    'field-recordings-2026.flac',
    'atlas-of-the-north-sea.pdf'
  ]) {
    await add(shoal, origin.file(`/${name}`, { size: 48 * MiB }).url)
    await shoal.reaches(name, 'running')
  }
  await shoal.page.waitForTimeout(3_000)
  await expect(shoal.page.locator('[data-live="total-running"]')).toHaveText('3 running')
  await shoal.picture('three-running')
  await add(shoal, origin.file('/lecture-notes.zip', { status: 403 }).url)
  await shoal.reaches('lecture-notes.zip', 'failed')
  // The total is told a few times a second; it may still be about to count the newcomer.
  await shoal.page.waitForTimeout(1_000)
  await expect(shoal.page.locator('[data-live="total-running"]')).toHaveText('3 running')
  await shoal.picture('one-failed')
})
