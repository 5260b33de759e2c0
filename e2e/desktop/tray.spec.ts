/** The tray: what stays there when the window is closed, and what can be done from its menu. */
import path from 'node:path'
import { connect } from 'node:net'
import { expect } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import { endShoalProcesses, startShoalProcess } from '../fixtures/shoal-process.ts'
import type { Place, Shoal } from './app.ts'
import { ofEngine } from './of-engine.ts'
import { test } from './test.ts'

const MiB = 1 << 20

test.use({ surroundings: 'with a tray' })
test.afterEach(endShoalProcesses)

interface SeenItem {
  readonly type: string
  readonly label: string
  readonly enabled: boolean
  click(): void
}
interface SeenMenu {
  readonly items: readonly SeenItem[]
  getMenuItemById(id: string): SeenItem | null
}
interface Seen {
  menu: SeenMenu | null
  readonly notifications: { readonly title: string; readonly silent: boolean; emit(event: 'click'): void }[]
}
/** In the main process. */
declare const seen: Seen

/** From now on the tray's menu and all notifications are at hand; what they do stays Shoal's own. */
async function watch({ electron }: Shoal): Promise<void> {
  await electron.evaluate(({ Tray, Notification: Told }) => {
    const watched: Seen = { menu: null, notifications: [] }
    Object.assign(globalThis, { seen: watched })
    const tray = Tray.prototype as { setContextMenu(menu: unknown): void }
    const show = Object.getOwnPropertyDescriptor(tray, 'setContextMenu')?.value as (menu: unknown) => void
    tray.setContextMenu = function (menu) {
      watched.menu = menu as SeenMenu
      show.call(this, menu)
    }
    Told.isSupported = () => true
    Told.prototype.show = function () {
      watched.notifications.push(this)
    }
  })
}

/** The menu as it is read from top to bottom; what cannot be pressed is in brackets. */
const menu = ({ electron }: Shoal): Promise<readonly string[]> =>
  electron.evaluate(() =>
    (seen.menu?.items ?? [])
      .filter(({ type }) => type !== 'separator')
      .map(({ label, enabled }) => (enabled ? label : `[${label}]`))
  )

/** By id; waits until it can be pressed. */
async function press(shoal: Shoal, id: string): Promise<void> {
  const canBePressed = (): Promise<boolean> =>
    shoal.electron.evaluate((_electron, wanted) => seen.menu?.getMenuItemById(wanted)?.enabled ?? false, id)
  await expect.poll(canBePressed).toBe(true)
  await shoal.electron.evaluate((_electron, wanted) => seen.menu?.getMenuItemById(wanted)?.click(), id)
}

const told = ({ electron }: Shoal): Promise<readonly string[]> =>
  electron.evaluate(() => seen.notifications.map(({ title, silent }) => `${title}${silent ? '' : ' (loud)'}`))

const windows = ({ electron }: Shoal): Promise<number> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

const closeWindow = ({ electron }: Shoal): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

const sleepless = ({ electron }: Shoal): Promise<boolean> =>
  electron.evaluate(({ powerSaveBlocker }) => [0, 1, 2].some((id) => powerSaveBlocker.isStarted(id)))

async function add(shoal: Shoal, url: string): Promise<void> {
  await shoal.page.getByRole('textbox').fill(url)
  await shoal.page.keyboard.press('Enter')
}

/** Opened from the tray; the row of `name` there. */
async function reopened(shoal: Shoal, name: string) {
  const [page] = await Promise.all([shoal.electron.waitForEvent('window'), press(shoal, 'open')])
  return page.getByRole('article', { name, exact: true })
}

test('closed to the tray, a transfer never notices; its end is told without a sound, and opening shows it', async ({
  shoal,
  place,
  originWith
}) => {
  await watch(shoal)
  const origin = await originWith({ bytesPerSecond: 6 * MiB })
  const file = origin.file('/unmoved.bin', { size: 24 * MiB })
  await add(shoal, file.url)
  await expect.poll(() => file.bytesSent()).toBeGreaterThan(4 * MiB)
  const renderers = (): Promise<number> =>
    shoal.electron.evaluate(({ app }) => app.getAppMetrics().filter(({ type }) => type === 'Tab').length)
  expect(await renderers()).toBeGreaterThan(0)
  await closeWindow(shoal)
  await expect.poll(() => told(shoal)).toEqual(['Shoal goes on in the tray'])
  expect(await windows(shoal)).toBe(0)
  await expect.poll(renderers).toBe(0)
  expect(await menu(shoal)).toContain('[1 transfer is running]')

  const row = await reopened(shoal, 'unmoved.bin')
  await expect(row).toHaveAttribute('data-state', 'running')
  await closeWindow(shoal)
  await expect
    .poll(() => told(shoal), { timeout: 30_000 })
    .toEqual(['Shoal goes on in the tray', 'unmoved.bin is here'])
  expect(await sha256File(path.join(place.downloadDirectory, 'unmoved.bin'))).toBe(file.sha256())
  // Nothing was asked twice: the window is no part of a transfer.
  expect(file.bytesSent()).toBeLessThan(25 * MiB)

  await shoal.electron.evaluate(({ shell }) => {
    Object.assign(globalThis, { shownInFolder: '' })
    shell.showItemInFolder = (shown) => Object.assign(globalThis, { shownInFolder: shown })
    seen.notifications.at(-1)?.emit('click')
  })
  await expect
    .poll(() =>
      shoal.electron.evaluate(() => (globalThis as unknown as { shownInFolder: string }).shownInFolder)
    )
    .toBe(path.join(place.downloadDirectory, 'unmoved.bin'))
})

test('a second start opens the window again, and what could not be fetched was told', async ({
  shoal,
  place,
  originWith
}) => {
  await watch(shoal)
  const origin = await originWith()
  await closeWindow(shoal)
  await expect.poll(() => told(shoal)).toHaveLength(1)
  const uri = origin.file('/locked.bin', { status: 401 }).url
  await ofEngine(place, (client) => client.call('transfers.add', { uri }))
  await expect.poll(() => told(shoal)).toEqual(['Shoal goes on in the tray', 'locked.bin needs you'])
  const [page] = await Promise.all([shoal.electron.waitForEvent('window'), place.startAside()])
  await expect(page.getByRole('article', { name: 'locked.bin' })).toHaveAttribute('data-state', 'failed')
})

test('everything is paused, resumed and limited from the tray', async ({ shoal, originWith }) => {
  await watch(shoal)
  const origin = await originWith({ bytesPerSecond: 2 * MiB })
  const names = [1, 2, 3, 4, 5, 6, 7].map((number) => `file-${number}.bin`)
  await add(shoal, names.map((name) => origin.file(`/${name}`, { size: 64 * MiB }).url).join('\n'))
  await shoal.reaches('file-7.bin', 'queued')
  const rate = expect.stringMatching(/^\[↓ [\d.]+ [kM]B\/s\]$/)
  await expect.poll(() => menu(shoal)).toContainEqual(rate)
  await press(shoal, 'pause-all')
  for (const name of names) await shoal.reaches(name, 'paused')
  await expect.poll(() => menu(shoal)).toContain('[Pause all]')
  expect(await menu(shoal)).not.toContainEqual(rate)
  await expect.poll(() => sleepless(shoal)).toBe(false)
  await press(shoal, 'resume-all')
  for (const name of names.slice(0, 5)) await shoal.reaches(name, 'running')
  await expect.poll(() => sleepless(shoal)).toBe(true)
  await press(shoal, 'limit-1000000')
  await expect(shoal.page.getByRole('combobox')).toHaveValue('1000000')
})

test('what is told, and whether closing the window ends it, is as was set a moment ago', async ({
  shoal,
  originWith
}) => {
  await watch(shoal)
  const { page, electron } = shoal
  const origin = await originWith()
  const looksAway = (): Promise<void> =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Notifications', exact: true }).click()
  await page.getByRole('switch', { name: 'A file is here' }).press('Space')
  await page.getByRole('switch', { name: 'Sound' }).press('Space')
  await expect(page.getByRole('button', { name: 'Reset: Sound' })).toBeVisible()
  await page.getByRole('button', { name: 'Desktop', exact: true }).click()
  await page.getByRole('switch', { name: 'Closing the window' }).press('Space')
  await expect(page.getByRole('button', { name: 'Reset: Closing the window' })).toBeVisible()
  await page.keyboard.press('Escape')
  await looksAway()
  await add(shoal, origin.file('/quiet.bin', { size: 9 }).url)
  await shoal.reaches('quiet.bin', 'done')
  await add(shoal, origin.file('/locked.bin', { status: 401 }).url)
  await shoal.reaches('locked.bin', 'failed')
  await expect.poll(() => told(shoal)).toEqual(['locked.bin needs you (loud)'])
  const ended = new Promise((resolve) => electron.process().once('exit', resolve))
  await closeWindow(shoal)
  expect(await ended).toBe(0)
})

test('what is to come at the end is chosen in the tray, opens the window and can be called off there', async ({
  shoal,
  originWith
}) => {
  await watch(shoal)
  const origin = await originWith({ bytesPerSecond: 8 * MiB })
  await add(shoal, origin.file('/night.bin', { size: 16 * MiB }).url)
  await closeWindow(shoal)
  await expect.poll(() => windows(shoal)).toBe(0)
  const [page] = await Promise.all([shoal.electron.waitForEvent('window'), press(shoal, 'ending-quit')])
  const dialog = page.getByRole('dialog', { name: 'All transfers are done: Shoal quits' })
  await expect(dialog).toBeVisible()
  await expect
    .poll(() => menu(shoal))
    .toContainEqual(expect.stringMatching(/^Quitting in \d+ s: call it off$/))
  expect(await told(shoal)).toContain('Shoal quits in a minute')
  expect(await sleepless(shoal)).toBe(true)
  await press(shoal, 'call-off')
  await expect(dialog).toBeHidden()
  await expect.poll(() => sleepless(shoal)).toBe(false)
  await expect.poll(() => menu(shoal)).not.toContainEqual(expect.stringMatching(/^Quitting/))
})

test('tray, menu and notifications speak what the window speaks, from that moment on', async ({ shoal }) => {
  await watch(shoal)
  const bar = (): Promise<readonly string[]> =>
    shoal.electron.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap(({ label, submenu }) => [
        label,
        ...(submenu?.items ?? []).filter(({ type }) => type !== 'separator').map((item) => item.label)
      ])
    )
  expect(await bar()).toContain('Copy')
  await shoal.page.keyboard.press('Control+,')
  await shoal.page.getByRole('button', { name: 'Appearance', exact: true }).last().click()
  await shoal.page.getByText('العربية').click()
  await expect.poll(() => menu(shoal)).toContain('فتح Shoal')
  const arabic = /[\u0620-\u064a]/
  for (const label of [...(await menu(shoal)), ...(await bar())]) expect(label).toMatch(arabic)
  await closeWindow(shoal)
  await expect.poll(() => told(shoal)).toEqual(['يواصل Shoal العمل في شريط النظام'])
})

/** The port it listens at; null while it is not in the LAN. */
const portOf = (place: Place): Promise<number | null> =>
  ofEngine(place, async (client) => (await client.call('peers.self', null)).port)

const answersAt = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

test('joined from the tray it helps another machine, says whom, is in again after a restart, and leaves', async ({
  place,
  originWith
}) => {
  const first = await place.start()
  await watch(first)
  const origin = await originWith({ bytesPerSecond: 8 * MiB })
  await add(first, origin.file('/first.bin', { size: MiB }).url)
  await first.reaches('first.bin', 'done')
  expect(await portOf(place)).toBe(null)
  await press(first, 'join')
  await expect.poll(() => menu(first)).toContain('[In the LAN, helping nobody now]')
  const port = (await portOf(place)) ?? 0
  expect(await answersAt(port)).toBe(true)

  const other = path.join(path.dirname(place.stateDirectory), 'other')
  const near = ['--interface', 'lo', '--json']
  const waits = startShoalProcess(place.stateDirectory, 'pair', '--yes', ...near)
  await waits.line('waiting')
  const comes = startShoalProcess(
    other,
    'pair',
    `127.0.0.1:${port}`,
    '--port',
    '0',
    '--name',
    'Attic',
    '--yes',
    ...near
  )
  expect([(await comes.ended).code, (await waits.ended).code]).toEqual([0, 0])
  const policy = startShoalProcess(place.stateDirectory, 'policy', 'allow-private', '127.0.0.0/8')
  expect((await policy.ended).code).toBe(0)
  await closeWindow(first)
  await first.quit()

  // It is in again by itself, and its window closed.
  const shoal = await place.start()
  await watch(shoal)
  await expect.poll(async () => (await portOf(place)) !== null).toBe(true)
  await closeWindow(shoal)
  const big = origin.file('/for-the-attic.bin', { size: 96 * MiB })
  const get = startShoalProcess(other, 'get', big.url, '-o', path.join(other, 'big.bin'), ...near)
  await expect
    .poll(() => menu(shoal), { timeout: 30_000 })
    .toContainEqual(expect.stringMatching(/^\[Helping .*: for-the-attic\.bin\]$/))
  await expect.poll(() => told(shoal)).toContainEqual(expect.stringMatching(/uses this machine$/))
  const helpingAt = (await portOf(place)) ?? 0
  await press(shoal, 'leave')
  await expect.poll(() => menu(shoal)).toContain('Join the LAN')
  expect(await answersAt(helpingAt)).toBe(false)

  origin.setRate(Infinity)
  const { lines, code } = await get.ended
  expect(code).toBe(0)
  expect(await sha256File(path.join(other, 'big.bin'))).toBe(big.sha256())
  const { sources } = lines.at(-1) as unknown as { sources: readonly { kind: string; bytes: number }[] }
  const fromHere = sources.filter(({ kind }) => kind === 'peer').reduce((sum, { bytes }) => sum + bytes, 0)
  expect(fromHere).toBeGreaterThan(0)
  expect(fromHere).toBeLessThan(96 * MiB)
})
