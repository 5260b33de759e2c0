import { expect, it } from 'vitest'
import { MOST_PLAN_STEPS } from '../../../src-shared/model/transfer-detail.ts'
import { PlanStory } from './plan-story.ts'

const RANGE = [{ start: 0, end: 100 }]

it('revisions that follow each other for one reason are one step, another reason begins the next', () => {
  const story = new PlanStory()
  story.assigned(1000, 'A', 'anna', 1, RANGE, 'it has room for work')
  story.assigned(1100, 'A', 'anna', 2, RANGE, 'its connections took the next bytes')
  story.assigned(1150, 'B', 'ben', 1, RANGE, 'it has room for work')
  story.assigned(1200, 'A', 'anna', 3, [{ start: 0, end: 7 }], 'its connections took the next bytes')
  story.assigned(60_000, 'A', 'anna', 4, RANGE, 'its connections took the next bytes')
  expect(
    story.steps.map(({ peer, revision, revisions, plannedBytes }) => [
      peer,
      revision,
      revisions,
      plannedBytes
    ])
  ).toEqual([
    ['A', 1, 1, 100],
    ['A', 3, 2, 7],
    ['B', 1, 1, 100],
    ['A', 4, 1, 100]
  ])
})

it('tells who was offered it, joined, said what, and left, and keeps the latest', () => {
  const story = new PlanStory()
  story.hear({ atMs: 1, kind: 'plan-offered', detail: { peer: 'A', name: 'anna', host: '192.0.2.1' } })
  story.hear({
    atMs: 2,
    kind: 'plan-status',
    detail: { peer: 'A', name: 'anna', state: 'refused', code: 'x', message: 'Not at these hours.' }
  })
  story.hear({ atMs: 3, kind: 'peer-left', detail: { peer: 'A', name: 'anna', reason: 'it said good-bye' } })
  story.hear({ atMs: 4, kind: 'redirected', detail: { from: 'a', to: 'b' } })
  expect(story.steps.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['offered', '192.0.2.1'],
    ['said', 'Not at these hours.'],
    ['left', 'it said good-bye']
  ])
  for (let at = 0; at < 500; at++)
    story.hear({ atMs: 10 + at, kind: 'peer-left', detail: { peer: 'A', name: 'anna', reason: `${at}` } })
  expect(story.steps).toHaveLength(MOST_PLAN_STEPS)
  expect(story.steps.at(-1)?.reason).toBe('499')
})
