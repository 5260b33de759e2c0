/**
 * More transfers than one call takes: all of them pause, resume, go and come back, and a window that is left has told of
 * all. However far they are scrolled, each stands in its place.
 */
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { MOST_AT_ONCE } from '../../src-shared/contract/contract.ts'
import { WEEKDAYS } from '../../src-shared/model/settings.ts'
import { openDatabase } from '../integration/journal-surgery.ts'
import { startShoal } from '../integration/shoal.ts'
import type { Place } from './app.ts'
import { test } from './test.ts'

const MANY = 1_200

/** They wait, at hours at which nothing runs. */
async function queueMany({ stateDirectory, downloadDirectory }: Place): Promise<void> {
  const { client, close } = await startShoal({
    folder: path.dirname(stateDirectory),
    downloads: downloadDirectory
  })
  const rule = { kind: 'paused' } as const
  await client.call('settings.set', { hours: [{ days: WEEKDAYS, fromMinute: 0, toMinute: 0, rule }] })
  for (let from = 0; from < MANY; from += MOST_AT_ONCE) {
    const files = Array.from({ length: Math.min(MOST_AT_ONCE, MANY - from) }, (_, at) => ({
      uri: `http://127.0.0.1:9/file-${from + at}.bin`
    }))
    await client.call('transfers.addMany', { files })
  }
  await close()
}

const kept = ({ stateDirectory }: Place): number | undefined =>
  openDatabase(stateDirectory, (database) =>
    database.prepare<[], number>('select count(*) from transfers').pluck().get()
  )

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+K')
  const palette = page.getByRole('dialog', { name: 'Find a command or a transfer' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
  await expect(palette.locator('[role="option"][data-focused]')).toHaveText(words)
  await page.keyboard.press('Enter')
}

test('more than one call takes pause, resume and go together, and come back', async ({ place }) => {
  await queueMany(place)
  const { page } = await place.start()
  const all = (state: string) =>
    page.getByRole('navigation').getByRole('button', { name: `${state} ${MANY.toLocaleString('en')}` })
  await expect(all('Queued')).toBeVisible()
  await command(page, 'Pause all')
  await expect(all('Paused')).toBeVisible()
  await command(page, 'Resume all')
  await expect(all('Queued')).toBeVisible()

  const removeAll = async (): Promise<void> => {
    await page.getByRole('row', { name: 'file-' }).first().focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Remove and delete' }).press('Enter')
    await expect(page.getByText('Drop a link here')).toBeVisible()
  }
  await removeAll()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(all('Queued')).toBeVisible()
  await removeAll()
  // Whoever leaves in between meant it.
  await page.reload()
  await expect.poll(() => kept(place)).toBe(0)
  await expect(page.getByText('Drop a link here')).toBeVisible()
})

interface SeenRow {
  readonly place: number
  readonly name: string
  readonly top: number
  readonly bottom: number
}

/** Rows in the page, in the order in which they are read out. */
const rowsSeen = (page: Page): Promise<SeenRow[]> =>
  page.getByRole('grid').evaluate((grid) => {
    const owned = grid.getAttribute('aria-owns')?.split(' ')
    const inPage = [...grid.querySelectorAll<HTMLElement>(':scope > [role="row"]')]
    const rows = owned ? owned.map((id) => document.getElementById(id)!) : inPage
    if (rows.length !== inPage.length) throw new Error('A row is not read out, or twice.')
    return rows.map((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      const name = row.querySelector('h3')?.textContent ?? ''
      return { place: Number(row.getAttribute('aria-rowindex')), name, top, bottom }
    })
  })

/** Who is in the list, and how. Elements are used for other rows only while nobody goes through them by keyboard. */
const WAYS = [
  { name: 'with nobody in the list', enter: null },
  { name: 'by keyboard', enter: (page: Page) => page.locator('[aria-rowindex="4"]').press('ArrowUp') },
  { name: 'with a row clicked', enter: (page: Page) => page.locator('[aria-rowindex="3"] h3').click() }
]
for (const { name, enter } of WAYS)
  test(`scrolled far and back ${name}, each row shows what its place says and none covers another`, async ({
    place
  }) => {
    await queueMany(place)
    const { page } = await place.start()
    const second = page.locator('[aria-rowindex="3"]')
    await second.waitFor()
    const itsName = await second.locator('h3').innerText()
    await enter?.(page)
    const focused = page.locator('[data-row]:focus h3')
    const scroller = page.getByRole('grid').locator('..')
    const names = new Map<number, string>()
    const inPlace = async (): Promise<void> => {
      const seen = await rowsSeen(page)
      for (const { place, name } of seen) expect(names.get(place) ?? name).toBe(name)
      for (const { place, name } of seen) names.set(place, name)
      expect(new Set(names.values()).size).toBe(names.size)
      const places = seen.map((row) => row.place)
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
      const sight = await scroller.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return { top, bottom }
      })
      const inSight = seen.filter(({ top, bottom }) => bottom > sight.top && top < sight.bottom)
      expect(inSight.length).toBeGreaterThan(3)
      for (const [at, row] of inSight.entries())
        if (at > 0) expect(Math.abs(row.top - inSight[at - 1]!.bottom)).toBeLessThan(1)
      expect(inSight[0]!.top).toBeLessThanOrEqual(sight.top + 1)
      expect(inSight.at(-1)!.bottom).toBeGreaterThanOrEqual(sight.bottom - 1)
    }
    await scroller.hover()
    for (const by of [300, 700, 40_000, -900, -20_000, 2_000, -90_000]) {
      await page.mouse.wheel(0, by)
      await expect(inPlace).toPass()
      if (enter) await expect(focused).toHaveText(itsName)
    }
    if (!enter) return
    await page.keyboard.press('End')
    await expect(page.locator('[data-row]:focus')).toHaveAttribute('aria-rowindex', String(MANY + 1))
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await expect(focused).toHaveText(itsName)
    await expect(inPlace).toPass()
  })

test('the queue is dragged by what its rows show, however far the list was scrolled and while it scrolls along', async ({
  place
}) => {
  await queueMany(place)
  const { page } = await place.start()
  await page.getByRole('navigation').getByRole('button', { name: 'Queued' }).click()
  // With a row clicked, elements stand in another order at rest, too.
  await page.locator('[aria-rowindex="3"] h3').click()
  await page.getByRole('grid').hover()
  for (const by of [6_000, 900, 900, -500]) {
    await page.mouse.wheel(0, by)
    await page.waitForTimeout(100)
  }
  let before = ''
  // A browser goes on gliding for a while.
  await expect(async () => {
    const now = JSON.stringify(await rowsSeen(page))
    const isStill = now === before
    before = now
    expect(isStill).toBe(true)
  }).toPass()
  const elements = page.locator('[role="grid"] > [data-row]')
  const placesInPage = (): Promise<readonly number[]> =>
    elements.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))))
  const inOrder = (places: readonly number[]): readonly number[] => [...places].sort((a, b) => a - b)
  const places = await placesInPage()
  expect(places, 'elements stand in the order of the list').not.toEqual(inOrder(places))

  const sight = (await page.getByRole('grid').locator('..').boundingBox())!
  const whole = (await rowsSeen(page)).filter(
    ({ top, bottom }) => top >= sight.y && bottom <= sight.y + sight.height
  )
  const [above, , , dragged] = whole
  const handle = page.getByRole('button', { name: `Place of ${dragged!.name} in the queue` })
  const take = async (): Promise<number> => {
    const { x, y, width, height } = (await handle.boundingBox())!
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    return x + width / 2
  }
  const nameAt = async (at: number): Promise<string | undefined> =>
    (await rowsSeen(page)).find((row) => row.place === at)?.name

  await page.mouse.move(await take(), above!.top + 5, { steps: 5 })
  await page.mouse.up()
  await expect.poll(() => nameAt(above!.place)).toBe(dragged!.name)
  await expect.poll(() => nameAt(above!.place + 1)).toBe(above!.name)

  // Held at the edge, the list scrolls along until the dragged row's own place is far out of sight.
  await page.mouse.move(await take(), sight.y + sight.height - 5, { steps: 5 })
  // The dragged row itself stays in the page.
  const firstInSight = async (): Promise<number> =>
    Math.min(...(await placesInPage()).filter((each) => each !== above!.place))
  await expect.poll(firstInSight).toBeGreaterThan(above!.place + 20)
  await page.mouse.up()
  await expect.poll(() => nameAt(above!.place)).not.toBe(dragged!.name)
  const after = (await rowsSeen(page)).find(({ name }) => name === dragged!.name)
  expect(after!.place).toBeGreaterThan(above!.place + 15)
})
