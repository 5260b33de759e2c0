import { describe, expect, test } from 'vitest'
import type { TransferDetail } from '../../src-shared/model/transfer-detail.ts'
import { createDetailFeed } from './detail-feed.ts'

/** A feed whose time and engine are in the test's hand. */
function setUp() {
  const waiting: { callback: () => void; ms: number }[] = []
  const answers: { resolve: (detail: TransferDetail) => void; reject: (reason: Error) => void }[] = []
  const feed = createDetailFeed({
    pull: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    later(callback, ms) {
      const entry = { callback, ms }
      waiting.push(entry)
      return () => waiting.splice(waiting.indexOf(entry), 1)
    },
    beforeNextPicture: (callback) => callback()
  })
  const settle = async (): Promise<void> => {
    await Promise.resolve()
    await Promise.resolve()
  }
  return {
    feed,
    waiting,
    answers,
    run: () => waiting.shift()?.callback(),
    async answer(receivedBytes: number) {
      answers.shift()?.resolve({ receivedBytes } as TransferDetail)
      await settle()
    },
    async refuse() {
      answers.shift()?.reject(new Error('gone'))
      await settle()
    }
  }
}

describe('an open detail', () => {
  test('asks again only after an answer, while the transfer moves', async () => {
    const { feed, waiting, answers, run, answer } = setUp()
    const heard: number[] = []
    feed.watch(({ receivedBytes }) => heard.push(receivedBytes))
    feed.setMoving(true)
    feed.setShown(true)
    run()
    expect([answers.length, waiting.length]).toEqual([1, 0])
    feed.refresh()
    expect([answers.length, waiting.length]).toEqual([1, 0])
    await answer(10)
    expect(heard).toEqual([10])
    expect(waiting.map(({ ms }) => ms)).toEqual([200])
  })

  test('asks once while the transfer stands still', async () => {
    const { feed, waiting, run, answer } = setUp()
    feed.setShown(true)
    expect(waiting).toHaveLength(1)
    run()
    await answer(5)
    expect(waiting).toEqual([])
    expect(feed.latest?.receivedBytes).toBe(5)
  })

  test('asks nothing while the window is hidden, and at once when it is seen again', async () => {
    const { feed, waiting, answers, run, answer } = setUp()
    feed.setMoving(true)
    feed.setShown(true)
    run()
    feed.setShown(false)
    await answer(1)
    expect([answers.length, waiting.length]).toEqual([0, 0])
    feed.refresh()
    expect(waiting).toEqual([])
    feed.setShown(true)
    expect(waiting.map(({ ms }) => ms)).toEqual([0])
  })

  test('rests after a question that was not answered, says so, and goes on', async () => {
    const { feed, waiting, run, refuse, answer } = setUp()
    const reached: boolean[] = []
    feed.onReach((each) => reached.push(each))
    feed.setMoving(true)
    feed.setShown(true)
    run()
    await refuse()
    expect(waiting.map(({ ms }) => ms)).toEqual([2000])
    run()
    await answer(1)
    expect(reached).toEqual([false, true])
  })
})
