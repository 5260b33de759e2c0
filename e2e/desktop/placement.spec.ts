/** The window stands where it stood when it was last closed, and never where nobody can see it. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from '@playwright/test'
import type { Rectangle } from 'electron'
import type { Shoal } from './app.ts'
import { test } from './test.ts'

const bounds = ({ electron }: Shoal): Promise<Rectangle | undefined> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

test('size and place are there after a restart; a broken memory or a place out of sight is not', async ({
  place
}) => {
  const file = path.join(place.stateDirectory, 'window.json')
  const there = { x: 120, y: 90, width: 900, height: 600 }
  const first = await place.start()
  await first.electron.evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
    there
  )
  await expect.poll(() => bounds(first)).toEqual(there)
  await first.quit()

  const second = await place.start()
  expect(await bounds(second)).toEqual(there)
  await second.quit()

  const kept = await readFile(file, 'utf8')
  await writeFile(file, kept.replace(/"x": 120/, '"x": 90000'))
  const third = await place.start()
  expect(await bounds(third)).toMatchObject({ width: 980, height: 680 })
  await third.quit()

  await writeFile(file, kept.slice(0, 40))
  const fourth = await place.start()
  expect(await bounds(fourth)).toMatchObject({ width: 980, height: 680 })
})
