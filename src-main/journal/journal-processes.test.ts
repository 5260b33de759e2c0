import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  journalChild,
  type JournalChild,
  killChild,
  killChildren,
  nextLine
} from './journal-child.fixture.ts'
import { openJournal } from './open-journal.ts'

let stateDirectory: string
beforeEach(() => void (stateDirectory = mkdtempSync(join(tmpdir(), 'shoal-processes-'))))
afterEach(async () => {
  await killChildren()
  rmSync(stateDirectory, { recursive: true })
})

const child = (body: string): JournalChild => journalChild(stateDirectory, body)

test('of two processes that claim at once each transfer goes to exactly one, and the other learns to whom', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `t${index}`)
  const rivals = [ids, [...ids].reverse()].map((order) =>
    child(`const journal = openJournal({ stateDirectory })
           say(${JSON.stringify(order)}.map((id) => [id, journal.claim(id).pid ?? null]))`)
  )
  const [first, second] = await Promise.all(
    rivals.map(async ({ lines }) => new Map(await nextLine<[string, number | null][]>(lines)))
  )
  const [firstPid, secondPid] = rivals.map(({ process }) => process.pid)
  for (const id of ids) {
    const verdicts = [first?.get(id), second?.get(id)]
    expect([
      [null, firstPid],
      [secondPid, null]
    ]).toContainEqual(verdicts)
  }
})

test('a dead owner’s claims are taken over, a living one’s are not, a clean stop gives them back', async () => {
  const [doomed, living, polite] = [
    child("const journal = openJournal({ stateDirectory }); say(journal.claim('doomed').kind)"),
    child("const journal = openJournal({ stateDirectory }); say(journal.claim('living').kind)"),
    child(
      "const journal = openJournal({ stateDirectory }); say(journal.claim('polite').kind); journal.close(); say(1)"
    )
  ]
  for (const { lines } of [doomed, living, polite]) expect(await nextLine(lines)).toBe('taken')
  await nextLine(polite.lines)

  const journal = openJournal({ stateDirectory })
  expect(journal.claim('doomed')).toEqual({ kind: 'busy', pid: doomed.process.pid })
  await killChild(doomed.process)
  expect(journal.claim('doomed')).toEqual({ kind: 'taken', abandoned: true })
  expect(journal.claim('doomed')).toEqual({ kind: 'taken', abandoned: false })
  expect(journal.claim('living')).toEqual({ kind: 'busy', pid: living.process.pid })
  expect(journal.claim('polite')).toEqual({ kind: 'taken', abandoned: false })

  // Claiming again is no quarrel with oneself, and releasing what is another's takes nothing from them.
  expect(journal.claim('polite')).toEqual({ kind: 'taken', abandoned: false })
  journal.release('living')
  expect(journal.claim('living')).toEqual({ kind: 'busy', pid: living.process.pid })
  journal.close()
})

test('processes that start at once share one new journal', async () => {
  const starters = Array.from({ length: 5 }, (_, index) =>
    child(
      `try { openJournal({ stateDirectory }).insert(aRecord('t${index}')); say('ok') } catch (thrown) { say(thrown.message) }`
    )
  )
  expect(await Promise.all(starters.map(({ lines }) => nextLine(lines)))).toEqual(starters.map(() => 'ok'))
  const journal = openJournal({ stateDirectory })
  expect(journal.transfers()).toHaveLength(5)
  journal.close()
})

test('processes that make a new journal in the same instant are refused by none of many', async () => {
  const fromMs = Date.now() + 1_500
  const makers = Array.from({ length: 2 }, () =>
    child(`const failed = []
      for (let n = 0; n < 30; n++) {
        while (Date.now() < ${fromMs} + n * 60);
        try { openJournal({ stateDirectory: stateDirectory + '/' + n }).close() }
        catch (thrown) { failed.push(String(thrown)) }
      }
      say(failed)`)
  )
  expect(await Promise.all(makers.map(({ lines }) => nextLine<string[]>(lines)))).toEqual([[], []])
})

test('what a returned checkpoint recorded survives kill -9 at any instant, whole', async () => {
  const first = openJournal({ stateDirectory })
  first.close()
  let reached = 0
  for (let round = 0; round < 8; round++) {
    const { process, lines } = child(`const journal = openJournal({ stateDirectory })
      if (journal.transfers().length === 0) journal.insert(aRecord('a'))
      const counters = { activeSeconds: 0, retransmittedBytes: 0, sources: [] }
      for (let i = ${reached + 1}; ; i++) {
        journal.checkpoint('a', [{ start: 0, end: i }, { start: i + 10, end: 2 * i + 10 }], { ...counters, refetchedBytes: i })
        journal.log('a', { atMs: i, kind: 'checkpoint', detail: { i } })
        say(i)
      }`)
    reached = await nextLine<number>(lines)
    const timer = setTimeout(() => process.kill('SIGKILL'), Math.random() * 40)
    for (let line = await lines.next(); !line.done; line = await lines.next()) reached = Number(line.value)
    clearTimeout(timer)
    await killChild(process)

    const journal = openJournal({ stateDirectory })
    const counted = journal.transfers()[0]?.refetchedBytes ?? 0
    // The last one may have been committed without its word getting out.
    expect([reached, reached + 1]).toContain(counted)
    expect(journal.durable('a')).toEqual([
      { start: 0, end: counted },
      { start: counted + 10, end: 2 * counted + 10 }
    ])
    expect(journal.events('a').at(-1)?.atMs).toBeGreaterThanOrEqual(reached)
    journal.close()
    reached = counted
  }
}, 30_000)
