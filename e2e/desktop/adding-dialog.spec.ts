/** Adding with a choice, and all that can be dropped, pasted or copied besides a plain link. */
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import { dropOn } from './drag.ts'
import { seriousFindings } from './findings.ts'
import { test } from './test.ts'

const MiB = 1 << 20

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Add' })
const messages = (page: Page): Locator => page.getByRole('status', { name: 'Messages' })
const openDialog = async (page: Page): Promise<Locator> => {
  await page.keyboard.press('Control+N')
  await expect(dialogOf(page)).toBeVisible()
  return dialogOf(page)
}

test('by keyboard alone: the server has answered before anything is added, and every choice holds', async ({
  shoal,
  place,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith()
  const file = origin.file('/real-name.iso', {
    size: 3 * MiB,
    login: { user: 'ada', password: 'secret', schemes: ['Basic'] },
    headers: { link: '<https://mirror.example/f>; rel=duplicate' }
  })
  const link = origin.file('/latest', { redirect: '/real-name.iso' })
  const dialog = await openDialog(page)
  await page.keyboard.type(link.url)
  await expect(dialog.getByText('This server wants a user name and a password.')).toBeVisible()

  await dialog.getByLabel('Save as').press('Tab')
  await page.keyboard.press('Enter')
  await dialog.getByRole('radio', { name: 'Later' }).press('Space')
  await dialog.getByRole('radio', { name: 'High' }).press('Space')
  await dialog.getByLabel('Checksum').pressSequentially('abc')
  await expect(dialog.getByText('That is no checksum Shoal knows')).toBeVisible()
  await dialog.getByLabel('User name').press('Enter')
  await expect(dialog.getByLabel('Checksum')).toBeFocused()
  await dialog.getByLabel('Checksum').fill(file.sha256())
  await dialog.getByLabel('User name').pressSequentially('ada')
  await dialog.getByLabel('Password').pressSequentially('wrong')
  await expect(dialog.getByText('does not know this user name and password')).toBeVisible()
  await dialog.getByLabel('Password').fill('secret')
  await expect(dialog.getByText('real-name.iso')).toBeVisible()
  for (const told of ['3.15 MB', 'Over many connections, and from where it stopped', '1 mirror named'])
    await expect(dialog.getByText(told)).toBeVisible()
  await dialog.getByLabel('Save as').fill('chosen.iso')
  expect(await readdir(place.downloadDirectory)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()

  await shoal.reaches('chosen.iso', 'paused')
  await page.getByRole('row', { name: 'chosen.iso' }).focus()
  await page.keyboard.press('r')
  await shoal.reaches('chosen.iso', 'done')
  await expect(shoal.row('chosen.iso')).toContainText('checksum verified')
  const saved = path.join(place.downloadDirectory, 'chosen.iso')
  expect(await sha256File(saved)).toBe(file.sha256())

  await page.getByRole('row', { name: 'chosen.iso' }).press('Enter')
  await page.getByRole('tab', { name: 'File and request' }).click()
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByText('chosen.iso is what it should be')).toBeVisible()
  await appendFile(saved, '!')
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByText('chosen.iso is not what it was')).toBeVisible()
})

test('what the engine or the server refuses is said in the dialog, and no question outlives it', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith()
  const missing = origin.file('/missing.iso', { status: 404 })
  const silent = origin.file('/silent.iso', { delayMs: Infinity })
  const dialog = await openDialog(page)
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('There is no link in this')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Links' }).fill(missing.url)
  await expect(dialog.getByText('has no such file (404)')).toBeVisible()
  await dialog.getByLabel('Folder').fill('nowhere')
  await expect(dialog.getByText('A folder has a full path')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('article')).toHaveCount(0)

  // The add field hands over what is in it; who closes the dialog has the server let go.
  await page.getByRole('textbox').fill(silent.url)
  await page.getByRole('button', { name: 'Add with options' }).click()
  await expect(dialog.getByText('Asking 127.0.0.1')).toBeVisible()
  await expect.poll(() => silent.requests().length).toBe(1)
  await page.keyboard.press('Escape')
  await expect.poll(() => origin.connections.open).toBe(0)

  // By key as well: the one that browsers keep for themselves is not the only one.
  await page.getByRole('textbox').fill(silent.url)
  await page.keyboard.press('Control+Enter')
  await expect(dialog.getByRole('textbox', { name: 'Links' })).toHaveValue(silent.url)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox')).toHaveValue('')
})

test('files of every sort in one drop: lists, Metalinks and link files are taken, the rest is named', async ({
  shoal,
  place,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith()
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((name) =>
    origin.file(`/${name}.bin`, { size: MiB })
  ) as [ReturnType<typeof origin.file>, ...ReturnType<typeof origin.file>[]]
  const folder = path.join(place.downloadDirectory, '..', 'dropped')
  await mkdir(path.join(folder, 'a folder'), { recursive: true })
  const files: Record<string, string | Buffer> = {
    'list.txt': `# mine\n${one.url}\n  out=renamed.bin\n  checksum=sha-256=${one.sha256()}\nmagnet:?xt=urn:btih:1\n`,
    'two.desktop': `[Desktop Entry]\nType=Link\nURL=${two!.url}\n`,
    'three.url': `[InternetShortcut]\r\nURL=${three!.url}\r\n`,
    'four.meta4': `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="described.bin"><hash type="sha-256">${four!.sha256()}</hash><url>${four!.url}</url></file></metalink>`,
    'broken.metalink': 'this is no XML',
    'picture.png': Buffer.from('89504e470d0a1a0a', 'hex'),
    'long.txt': Buffer.alloc(10 * MiB, 'https://example.org/a ')
  }
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content)
  await dropOn(page, {
    files: [...Object.keys(files), 'a folder'].map((name) => path.join(folder, name))
  })
  for (const name of ['renamed.bin', 'two.bin', 'three.bin', 'described.bin'])
    await shoal.reaches(name, 'done')
  await expect(page.getByRole('article')).toHaveCount(4)
  expect(await sha256File(path.join(place.downloadDirectory, 'described.bin'))).toBe(four!.sha256())
  for (const said of ['magnet', 'That is a picture', 'too much text', 'And 1 more.'])
    await expect(messages(page)).toContainText(said)
  await expect(messages(page)).toContainText('broken.metalink')
})

test('a link that is in the list already is pointed at, and comes again under another name', async ({
  shoal,
  place,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith()
  const file = origin.file('/same.bin', { size: MiB })
  const drop = (): Promise<void> => dropOn(page, { data: { 'text/uri-list': `${file.url}#again` } })
  await drop()
  await shoal.reaches('same.bin', 'done')
  await drop()
  await expect(messages(page)).toContainText('“same.bin” is in the list already')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('row', { name: 'same.bin' })).toBeFocused()
  await expect(page.getByRole('article')).toHaveCount(1)

  await drop()
  await page.getByRole('button', { name: 'Add again' }).click()
  await shoal.reaches('same (1).bin', 'done')
  const dialog = await openDialog(page)
  await page.keyboard.type(file.url)
  await expect(dialog.getByText('is in the list already')).toBeVisible()
  await page.keyboard.press('Enter')
  await shoal.reaches('same (2).bin', 'done')
  expect((await readdir(place.downloadDirectory)).sort()).toEqual([
    'same (1).bin',
    'same (2).bin',
    'same.bin'
  ])

  // So does one that is still on its way, which a second of its name would only continue.
  const slow = origin.file('/slow.bin', { size: 64 * MiB, bytesPerSecond: MiB })
  const dropSlow = (): Promise<void> => dropOn(page, { data: { 'text/uri-list': slow.url } })
  await dropSlow()
  await shoal.reaches('slow.bin', 'running')
  await dropSlow()
  await messages(page).getByRole('button', { name: 'Add again' }).last().click()
  await shoal.reaches('slow (1).bin', 'running')
  await shoal.reaches('slow.bin', 'running')
})

test('a pattern is shown with its first and last link; ten thousand links are asked about and can be stopped @once', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith()
  for (const name of ['part08.zip', 'part09.zip', 'part10.zip']) origin.file(`/${name}`, { size: 1000 })
  const question = page.getByRole('dialog')
  await page.getByRole('textbox').fill(`${origin.url}/part[08-10].zip`)
  await page.keyboard.press('Enter')
  await expect(question).toContainText('Add 3 files?')
  await expect(question).toContainText(`${origin.url}/part08.zip`)
  await expect(question).toContainText(`${origin.url}/part10.zip`)
  await question.getByRole('button', { name: 'Add 3' }).click()
  for (const name of ['part08.zip', 'part09.zip', 'part10.zip']) await shoal.reaches(name, 'done')

  await page.getByRole('textbox').fill(`${origin.url}/[0-99999].zip`)
  await page.keyboard.press('Enter')
  await expect(question).toContainText('makes 100,000 links; Shoal adds at most 1,000')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('textbox')).toHaveValue(`${origin.url}/[0-99999].zip`)
  await page.getByRole('textbox').fill('')

  origin.file('/never', { delayMs: Infinity })
  const links = Array.from({ length: 10_000 }, (_, at) => `${origin.url}/never?${at}`).join('\n')
  await dropOn(page, { data: { 'text/plain': links } })
  await expect(question).toContainText('Add 10,000 links?')
  await question.getByRole('button', { name: 'Add 10,000' }).click()
  await expect(page.getByText(/Adding: \d\d\d+ of 10,000/)).toBeVisible()
  // It answers meanwhile.
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(messages(page)).toContainText(/[\d,]+ of 10,000 links added/)
  await page.getByRole('button', { name: 'Go on' }).click()
  // Five are at it, and three came before.
  await expect(page.getByRole('button', { name: /^Queued/ })).toContainText('9,995', { timeout: 60_000 })
  await page.getByRole('button', { name: /^Queued/ }).click()
  await expect(page.getByRole('article').first()).toContainText('Waiting for its turn: next in the queue')
})

test('copied links are offered when that is wanted, once, and nothing else that is copied @shell', async ({
  place,
  originWith
}) => {
  const shoal = await place.start()
  const { page } = shoal
  const file = (await originWith()).file('/copied.bin', { size: MiB })
  const copyAndReturn = async (text: string): Promise<void> => {
    await shoal.copy(text)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
  }
  await copyAndReturn(file.url)
  const dialog = await openDialog(page)
  await dialog.getByLabel('Offer links I copy').press('Space')
  await page.keyboard.press('Escape')
  await copyAndReturn('correct horse battery staple')
  await copyAndReturn(file.url)
  await expect(messages(page)).toContainText('You copied a link')
  await messages(page).getByRole('button', { name: 'Dismiss' }).click()
  await copyAndReturn(file.url)
  await copyAndReturn(`${file.url}?2`)
  await expect(messages(page).getByText('You copied a link')).toHaveCount(1)
  await messages(page).getByRole('button', { name: 'Add', exact: true }).click()
  await shoal.reaches('copied.bin', 'done')
  await shoal.quit()

  const again = await place.start()
  await openDialog(again.page)
  await expect(dialogOf(again.page).getByLabel('Offer links I copy')).toBeChecked()
})

test('no serious finding in dialog and question, in both themes and languages, at the least size @once', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  const file = (await originWith()).file('/debian-netinst.iso', {
    size: 700 * MiB,
    contentType: 'application/x-iso9660-image',
    headers: { link: '<https://mirror.example/f>; rel=duplicate' }
  })
  await shoal.resize(720, 480)
  for (const [language, theme] of [
    ['en', 'light'],
    ['en', 'dark'],
    ['ar', 'dark']
  ] as const) {
    const look = { theme, contrast: 'system', language }
    await page.evaluate((chosen) => localStorage.setItem('appearance', JSON.stringify(chosen)), look)
    await page.reload()
    await expect(page.getByRole('textbox')).toBeVisible()
    await page.keyboard.press('Control+N')
    const dialog = page.getByRole('dialog')
    await page.keyboard.insertText(file.url)
    await expect(dialog.getByRole('listitem').first()).toBeVisible()
    await shoal.picture(`dialog-${language}-${theme}`)
    await dialog.locator('summary').click()
    await dialog.locator('details input[dir=ltr]').fill('abc')
    expect(await seriousFindings(page), JSON.stringify(look)).toEqual([])
    const { left, right, bottom } = await dialog.evaluate(
      (element) => element.getBoundingClientRect().toJSON() as DOMRect
    )
    expect([left >= 0, right <= 720, bottom <= 480]).toEqual([true, true, true])
    await shoal.picture(`options-${language}-${theme}`)
    await page.keyboard.press('Escape')
    await page.getByRole('textbox').fill(file.url.replace('.iso', '[01-20].iso'))
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    expect(await seriousFindings(page), JSON.stringify(look)).toEqual([])
    await shoal.picture(`question-${language}-${theme}`)
    await page.keyboard.press('Escape')
  }
})
