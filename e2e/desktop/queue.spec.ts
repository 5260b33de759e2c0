/** More transfers than may run at once: those that wait say so, and can be started; and a limit for all of them. */
import { expect } from '@playwright/test'
import { test } from './test.ts'

const MiB = 1 << 20

test('what waits for its turn says where it stands, starts when told to, and makes room when paused', async ({
  shoal,
  originWith
}) => {
  const origin = await originWith({ bytesPerSecond: 4 * MiB })
  const names = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `part-${number}.zip`)
  const urls = names.map((name) => origin.file(`/${name}`, { size: 64 * MiB }).url)
  await shoal.page.getByRole('textbox').fill(urls.join('\n'))
  await shoal.page.keyboard.press('Enter')
  for (const name of names.slice(0, 5)) await shoal.reaches(name, 'running')
  for (const name of names.slice(5)) await shoal.reaches(name, 'queued')
  await expect(shoal.row('part-6.zip')).toContainText('Waiting for its turn: next in the queue')
  await expect(shoal.row('part-8.zip')).toContainText('Waiting for its turn: number 3 in the queue')
  await expect(shoal.page.locator('[data-live="total-running"]')).toHaveText('5 running')
  await shoal.picture('queued')

  await shoal.row('part-8.zip').getByRole('button', { name: 'Start now' }).click()
  await shoal.reaches('part-8.zip', 'running')
  await shoal.row('part-6.zip').getByRole('button', { name: 'Pause' }).click()
  await shoal.reaches('part-6.zip', 'paused')
  await expect(shoal.row('part-7.zip')).toContainText('next in the queue')
})

test('a speed limit is chosen in the foot, holds for what runs, and is there after a restart', async ({
  place,
  originWith
}) => {
  const shoal = await place.start()
  const origin = await originWith({ bytesPerSecond: 8 * MiB })
  const file = origin.file('/limited.bin', { size: 256 * MiB })
  await shoal.page.getByRole('textbox').fill(file.url)
  await shoal.page.keyboard.press('Enter')
  await expect.poll(() => file.bytesSent()).toBeGreaterThan(4 * MiB)
  const choice = shoal.page.getByLabel('Speed limit')
  await expect(choice).toHaveValue('none')
  await choice.selectOption({ label: '500\u00a0kB/s' })
  // The rate is that of the last two seconds.
  await expect(shoal.page.locator('[data-live="total-rate"]')).toHaveText(/^(4[5-9]\d|5[0-4]\d)\u00a0kB\/s$/)
  await shoal.picture('limited')
  await shoal.quit()
  const again = await place.start()
  await expect(again.page.getByLabel('Speed limit')).toHaveValue('500000')
})
