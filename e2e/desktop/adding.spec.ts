/** Every way a link gets into the window, each followed until the file on disk is the origin's, byte for byte. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from '@playwright/test'
import { contentSha256, seededContent, sha256File } from '../fixtures/content.ts'
import type { OriginFile } from '../fixtures/origin.ts'
import { ACCOUNT, startFtpServer } from '../fixtures/ftp-server.ts'
import type { Place, Shoal } from './app.ts'
import { test } from './test.ts'
import { dropOn } from './drag.ts'

const SIZE = 3 << 20

async function arrives(shoal: Shoal, place: Place, file: OriginFile): Promise<void> {
  const name = path.basename(file.path)
  await shoal.reaches(name, 'done')
  expect(await sha256File(path.join(place.downloadDirectory, name))).toBe(file.sha256())
}

test('a link dragged from a browser', async ({ shoal, place, originWith }) => {
  const file = (await originWith()).file('/dragged.bin', { size: 24 << 20 })
  await shoal.page.evaluate(() => {
    addEventListener('drop', (event) => Object.assign(window, { dropWasTrusted: event.isTrusted }), true)
  })
  await dropOn(shoal.page, { data: { 'text/uri-list': file.url, 'text/plain': file.url } }, () =>
    shoal.picture('hovering')
  )
  expect(await shoal.page.evaluate(() => (window as { dropWasTrusted?: boolean }).dropWasTrusted)).toBe(true)
  await arrives(shoal, place, file)
})

test('a link to an FTP server, dragged @once', async ({ shoal, place }) => {
  const server = await startFtpServer()
  try {
    await writeFile(path.join(server.root, 'from-ftp.bin'), seededContent('ftp', SIZE).read(0, SIZE))
    const login = `${ACCOUNT.user}:${encodeURIComponent(ACCOUNT.password)}`
    const url = `${server.ftp.replace('//', `//${login}@`)}/from-ftp.bin`
    await dropOn(shoal.page, { data: { 'text/uri-list': url, 'text/plain': url } })
    await shoal.reaches('from-ftp.bin', 'done')
    expect(await sha256File(path.join(place.downloadDirectory, 'from-ftp.bin'))).toBe(
      contentSha256('ftp', SIZE)
    )
  } finally {
    await server.stop()
  }
})

test('text with links in it, dragged', async ({ shoal, place, originWith }) => {
  const origin = await originWith()
  const [one, two] = [origin.file('/one.bin', { size: SIZE }), origin.file('/two.bin', { size: SIZE })]
  await dropOn(shoal.page, { data: { 'text/plain': `First ${one.url}\nthen ${two.url} please` } })
  await arrives(shoal, place, one)
  await arrives(shoal, place, two)
})

test('a .url file, dragged', async ({ shoal, place, originWith }) => {
  const file = (await originWith()).file('/from-shortcut.bin', { size: SIZE })
  const shortcut = path.join(place.downloadDirectory, '..', 'Some file.url')
  await writeFile(shortcut, `[InternetShortcut]\r\nURL=${file.url}\r\n`)
  await dropOn(shoal.page, { files: [shortcut] })
  await arrives(shoal, place, file)
})

test('a link pasted while no field has the focus', async ({ shoal, place, originWith }) => {
  const file = (await originWith()).file('/pasted.bin', { size: SIZE })
  await shoal.copy(file.url)
  await shoal.page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await shoal.page.keyboard.press('Control+V')
  await arrives(shoal, place, file)
})

test('a link pasted into the field', async ({ shoal, place, originWith }) => {
  const file = (await originWith()).file('/pasted-into.bin', { size: SIZE })
  await shoal.copy(file.url)
  await shoal.page.getByRole('textbox').focus()
  await shoal.page.keyboard.press('Control+V')
  await expect(shoal.page.getByRole('textbox')).toHaveValue(file.url)
  await shoal.page.keyboard.press('Enter')
  await arrives(shoal, place, file)
})

test('a link typed', async ({ shoal, place, originWith }) => {
  const file = (await originWith()).file('/typed.bin', { size: SIZE })
  await shoal.page.getByRole('textbox').pressSequentially(file.url)
  await shoal.page.keyboard.press('Enter')
  await arrives(shoal, place, file)
})

test('a link on the command line @shell', async ({ place, originWith }) => {
  const file = (await originWith()).file('/argument.bin', { size: SIZE })
  await arrives(await place.start(file.url), place, file)
})

test('links, and files with links, of a second start of the program @shell', async ({
  shoal,
  place,
  originWith
}) => {
  const origin = await originWith()
  const files = [1, 2, 3, 4].map((number) => origin.file(`/second-${number}.bin`, { size: SIZE }))
  const [one, two, three, four] = files.map(({ url }) => url)
  const shortcut = path.join(place.downloadDirectory, '..', 'three.url')
  const list = path.join(place.downloadDirectory, '..', 'some links.txt')
  await writeFile(shortcut, `[InternetShortcut]\r\nURL=${three}\r\n`)
  await writeFile(list, `# mine\n${four}\n`)
  const words = [one!, 'file:///etc/passwd', two!, shortcut, pathToFileURL(list).href]
  expect(await place.startAside(...words)).toMatchObject({ code: 0 })
  for (const file of files) await arrives(shoal, place, file)
  await expect(shoal.page.getByRole('article')).toHaveCount(4)
  expect(await shoal.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('what is no link is said, and adds nothing', async ({ shoal }) => {
  await dropOn(shoal.page, { data: { 'text/plain': 'no link at all' } })
  await expect(shoal.page.getByText('no web address')).toBeVisible()
  await shoal.page.getByRole('textbox').fill('gopher://127.0.0.1/a')
  await shoal.page.keyboard.press('Enter')
  await expect(shoal.page.getByRole('alert').getByText('cannot fetch gopher')).toBeVisible()
  await expect(shoal.page.getByRole('article')).toHaveCount(0)
})
