/** Live numbers reach the page without React: what moves many times a second must not render the list. */
import { expect } from '@playwright/test'
import { test } from './test.ts'

const MiB = 1 << 20
const WATCHED_MS = 3_000

interface Watched {
  /** Times React changed the page. */
  commits: number
  /** Times a number in a row changed. */
  ticks: number
}

test('numbers tick and React rests', async ({ shoal, originWith }) => {
  const { page } = shoal
  // React reports every commit to the developer tools' hook, also in a production build, if it is there first.
  await page.addInitScript(() => {
    const watched: Watched = { commits: 0, ticks: 0 }
    Object.assign(window, {
      watched,
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberRoot: () => {
          watched.commits++
        },
        onCommitFiberUnmount: () => undefined,
        onPostCommitFiberRoot: () => undefined
      }
    })
  })
  await page.reload()
  const origin = await originWith({ bytesPerSecond: 6 * MiB })
  for (const name of ['one.bin', 'two.bin', 'three.bin']) {
    await page.getByRole('textbox').fill(origin.file(`/${name}`, { size: 64 * MiB }).url)
    await page.keyboard.press('Enter')
    await shoal.reaches(name, 'running')
  }
  await expect(page.getByText('Receiving')).toHaveCount(3)

  const seen = await page.evaluate(async (ms) => {
    const { watched } = window as unknown as { watched: Watched }
    const commitsSoFar = watched.commits
    const observer = new MutationObserver(() => watched.ticks++)
    for (const number of document.querySelectorAll('[data-live="received"]')) {
      observer.observe(number, { characterData: true, childList: true, subtree: true })
    }
    await new Promise((resolve) => setTimeout(resolve, ms))
    observer.disconnect()
    return { commitsSoFar, commits: watched.commits - commitsSoFar, ticks: watched.ticks }
  }, WATCHED_MS)
  // That commits are seen at all is shown by those that built the list.
  expect(seen.commitsSoFar).toBeGreaterThan(3)
  expect(seen.ticks).toBeGreaterThan(8)
  expect(seen.commits).toBe(0)
})
