/** A link that has expired is exchanged for another in the window, and what is here is kept. */
import path from 'node:path'
import { expect } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { test } from './test.ts'

const MiB = 1 << 20

test('an expired link is exchanged for a fresh one; one of another file is refused', async ({
  shoal,
  place,
  originWith
}) => {
  const origin = await originWith()
  const served: Behaviour = { size: 24 * MiB, seed: 'film', bytesPerSecond: 2 * MiB }
  const file = origin.file('/signed/film.mkv', served)
  await shoal.page.getByRole('textbox').fill(file.url)
  await shoal.page.keyboard.press('Enter')
  await expect.poll(() => file.bytesSent()).toBeGreaterThan(6 * MiB)
  const row = shoal.row('film.mkv')
  await row.getByRole('button', { name: 'Pause' }).click()
  await shoal.reaches('film.mkv', 'paused')
  file.behave({ ...served, status: 403 })
  await row.getByRole('button', { name: 'Resume' }).click()
  await shoal.reaches('film.mkv', 'failed')
  await expect(row).toContainText('The link may have expired')

  const dialog = shoal.page.getByRole('dialog')
  const field = dialog.getByRole('textbox', { name: 'New address' })
  await row.getByRole('button', { name: 'Change address…' }).click()
  await field.fill(origin.file('/other.mkv', { ...served, seed: 'another film' }).url)
  await shoal.page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('does not show the file whose bytes are here')
  await shoal.picture('address-refused')
  await field.fill('not an address')
  await dialog.getByRole('button', { name: 'Change and go on' }).click()
  await expect(dialog.getByRole('alert')).toContainText('is not a URI')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  // Nothing has changed.
  await shoal.reaches('film.mkv', 'failed')
  await expect(row).toContainText('The link may have expired')

  const fresh = origin.file('/fresh/film.mkv', { size: 24 * MiB, seed: 'film', validators: 'date' })
  await row.getByRole('button', { name: 'Change address…' }).click()
  await field.fill(fresh.url)
  await shoal.page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await shoal.reaches('film.mkv', 'done')
  expect(await sha256File(path.join(place.downloadDirectory, 'film.mkv'))).toBe(fresh.sha256())
  expect(fresh.bytesSent()).toBeLessThan(20 * MiB)
})

test('a paused transfer can be given another address, too @once', async ({ shoal, originWith }) => {
  const origin = await originWith()
  const served: Behaviour = { size: 24 * MiB, seed: 'film', bytesPerSecond: MiB }
  const file = origin.file('/film.mkv', served)
  await shoal.page.getByRole('textbox').fill(file.url)
  await shoal.page.keyboard.press('Enter')
  await expect.poll(() => file.bytesSent()).toBeGreaterThan(4 * MiB)
  const row = shoal.row('film.mkv')
  await row.getByRole('button', { name: 'Pause' }).click()
  await shoal.reaches('film.mkv', 'paused')
  const sentBefore = file.bytesSent()
  await row.getByRole('button', { name: 'Change address…' }).click()
  const mirror = origin.file('/mirror.mkv', { size: 24 * MiB, seed: 'film' })
  await shoal.page.getByRole('textbox', { name: 'New address' }).fill(mirror.url)
  await shoal.page.getByRole('button', { name: 'Change and go on' }).click()
  await shoal.reaches('film.mkv', 'done')
  expect(mirror.bytesSent()).toBeGreaterThanOrEqual(24 * MiB - sentBefore)
})
