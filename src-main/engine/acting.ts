/**
 * What is done to many transfers at once: written in one transaction of the journal, looked at once by the queue, told
 * once of each. Nothing becomes so here before it is kept, so that what the journal refuses leaves all as it was. Each
 * transfer that cannot be acted on is named with its reason, and the others are acted on none the less.
 */
import type { RefusedTransfer } from '../../src-shared/contract/contract.ts'
import { problem, problemOf } from '../../src-shared/errors/problem.ts'
import type { Priority } from '../../src-shared/model/settings.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'
import { outcomeOf, type Outcome } from './outcome.ts'
import type { JournalPort } from './ports/journal-port.ts'
import type { Turns } from './schedule/turns.ts'
import type { Listeners } from './told-together.ts'
import type { TransferTask } from './transfer/transfer-task.ts'

export interface ActingParts {
  readonly journal: Pick<JournalPort, 'together' | 'remove'>
  readonly turns: Pick<Turns<TransferTask>, 'together'>
  readonly listeners: Pick<Listeners, 'tell' | 'together'>
  readonly tasks: Map<TransferId, TransferTask>
}

/** Each answers for those that were refused, and rejects only where the journal cannot be written. */
export interface Acting {
  pause(ids: readonly TransferId[]): Promise<readonly RefusedTransfer[]>
  resume(ids: readonly TransferId[]): Promise<readonly RefusedTransfer[]>
  remove(ids: readonly TransferId[], partial: 'keep' | 'delete'): Promise<readonly RefusedTransfer[]>
  limit(ids: readonly TransferId[], bytesPerSecond: number | null): readonly RefusedTransfer[]
  prioritize(ids: readonly TransferId[], priority: Priority): readonly RefusedTransfer[]
}

type Tasks = readonly TransferTask[]

/** Files deleted at the same time: enough to keep a disk busy, few enough to leave it to others as well. */
const DELETED_AT_ONCE = 16

export function actingOnMany({ journal, turns, listeners, tasks }: ActingParts): Acting {
  /** `write` says of one transfer what the journal is to keep, and answers what to do here once it does. */
  const keep = (given: Tasks, write: (task: TransferTask) => () => void): readonly RefusedTransfer[] => {
    if (given.length === 0) return []
    const outcomes = journal.together(() => given.map((each) => outcomeOf(() => write(each))))
    listeners.together(() =>
      turns.together(() => {
        for (const outcome of outcomes) if ('value' in outcome) outcome.value()
      })
    )
    return refusedOf(given, outcomes)
  }

  const known = (ids: readonly TransferId[]): [Tasks, RefusedTransfer[]] => {
    const found: TransferTask[] = []
    const refused: RefusedTransfer[] = []
    for (const id of new Set(ids)) {
      const task = tasks.get(id)
      if (task) found.push(task)
      else refused.push({ id, problem: problem('transfer-unknown', { id }) })
    }
    return [found, refused]
  }

  /** Those that wait or rest at once, and before those that run have ended: none of them is to take their turns. */
  const pause = async (given: Tasks): Promise<readonly RefusedTransfer[]> => {
    const running = given.filter((each) => !each.isAtRest)
    const refused = keep(
      given.filter((each) => each.isAtRest),
      (each) => each.pausing()
    )
    await toRest(running)
    return [...refused, ...keep(running, (each) => each.pausing())]
  }

  return {
    async pause(ids) {
      const [found, refused] = known(ids)
      return [...refused, ...(await pause(found))]
    },
    async resume(ids) {
      const [found, refused] = known(ids)
      // Again, where somebody stops one meanwhile: what was asked last is what counts.
      while (found.some((each) => each.isStopping)) await Promise.all(found.map((each) => each.stopped()))
      const begun: TransferTask[] = []
      const start = (each: TransferTask): void => {
        if (each.start()) begun.push(each)
      }
      const outcomes = listeners.together(() => {
        try {
          return journal.together(() =>
            turns.together(() => found.map((each) => outcomeOf(() => start(each))))
          )
        } catch (thrown) {
          // Of these the journal says what it said before.
          for (const each of begun) each.stop('paused').catch(() => undefined)
          throw thrown
        }
      })
      return [...refused, ...refusedOf(found, outcomes)]
    },
    async remove(ids, partial) {
      const [found, refused] = known(ids)
      refused.push(...(await pause(found)))
      const paused = without(found, refused)
      if (partial === 'delete') refused.push(...(await deletePartials(paused)))
      const leaving = without(paused, refused)
      // Somebody may have resumed one meanwhile.
      await toRest(leaving)
      const forgotten = keep(leaving, (each) => {
        const { id } = each.record
        journal.remove(id)
        return () => {
          each.abandon()
          tasks.delete(id)
          listeners.tell({ kind: 'removed', id })
        }
      })
      return [...refused, ...forgotten]
    },
    limit(ids, bytesPerSecond) {
      const [found, refused] = known(ids)
      return [...refused, ...keep(found, (each) => each.limiting(bytesPerSecond))]
    },
    prioritize(ids, priority) {
      const [found, refused] = known(ids)
      const write = (each: TransferTask): (() => void) => each.ordering({ priority, position: each.position })
      return [...refused, ...keep(found, write)]
    }
  }
}

/** Stops those that run at a durable point; again, where somebody resumes one meanwhile. */
async function toRest(running: Tasks): Promise<void> {
  for (let left = running; left.length > 0; left = left.filter((each) => !each.isAtRest))
    await Promise.all(left.map((each) => each.stop('running')))
}

async function deletePartials(stopped: Tasks): Promise<readonly RefusedTransfer[]> {
  const refused: RefusedTransfer[] = []
  for (let from = 0; from < stopped.length; from += DELETED_AT_ONCE) {
    const some = stopped.slice(from, from + DELETED_AT_ONCE)
    await Promise.all(
      some.map((each) =>
        each.deletePartial().catch((thrown: unknown) => {
          refused.push({ id: each.record.id, problem: problemOf(thrown) })
        })
      )
    )
  }
  return refused
}

const refusedOf = (given: Tasks, outcomes: readonly Outcome<unknown>[]): readonly RefusedTransfer[] =>
  outcomes.flatMap((outcome, at) => {
    const task = given[at]
    return task && 'problem' in outcome ? [{ id: task.record.id, problem: outcome.problem }] : []
  })

function without(given: Tasks, refused: readonly RefusedTransfer[]): Tasks {
  const ids = new Set(refused.map(({ id }) => id))
  return given.filter(({ record }) => !ids.has(record.id))
}
