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

  /** Told to pause and to resume in one breath, a transfer does what was said last. */
  const lastWords = new WeakMap<TransferTask, symbol>()
  const say = (given: Tasks): ((task: TransferTask) => boolean) => {
    const word = Symbol()
    for (const each of given) lastWords.set(each, word)
    return (each) => lastWords.get(each) === word
  }

  /** Those that wait or rest at once, and before those that run have ended: none of them is to take their turns. */
  const pause = async (given: Tasks): Promise<readonly RefusedTransfer[]> => {
    const isLastWord = say(given)
    const write = (each: TransferTask): (() => void) => each.pausing()
    const running = given.filter((each) => !each.isAtRest)
    const refused = keep(
      given.filter((each) => each.isAtRest),
      write
    )
    const stopped = await atRest(
      () => running.filter(isLastWord),
      (some) => keep(some, write)
    )
    return [...refused, ...stopped]
  }

  return {
    async pause(ids) {
      const [found, refused] = known(ids)
      return [...refused, ...(await pause(found))]
    },
    async resume(ids) {
      const [found, refused] = known(ids)
      const isLastWord = say(found)
      const started = (): Tasks => found.filter(isLastWord)
      while (started().some((each) => each.isStopping))
        await Promise.all(started().map((each) => each.stopped()))
      const starting = started()
      const begun: TransferTask[] = []
      const start = (each: TransferTask): void => {
        if (each.start()) begun.push(each)
      }
      const outcomes = listeners.together(() => {
        try {
          return journal.together(() =>
            turns.together(() => starting.map((each) => outcomeOf(() => start(each))))
          )
        } catch (thrown) {
          // Of these the journal says what it said before.
          for (const each of begun) each.stop('paused').catch(() => undefined)
          throw thrown
        }
      })
      return [...refused, ...refusedOf(starting, outcomes)]
    },
    async remove(ids, partial) {
      const [found, refused] = known(ids)
      refused.push(...(await pause(found)))
      const paused = without(found, refused)
      // Whoever resumes one meanwhile comes too late.
      if (partial === 'delete') refused.push(...(await atRest(() => paused, deletePartials)))
      const leaving = without(paused, refused)
      const forget = (each: TransferTask): (() => void) => {
        const { id } = each.record
        journal.remove(id)
        return () => {
          each.abandon()
          tasks.delete(id)
          listeners.tell({ kind: 'removed', id })
        }
      }
      const kept = await atRest(
        () => leaving,
        (some) => keep(some, forget)
      )
      return [...refused, ...kept]
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

/** Stops those that run at a durable point, and does `work` in a moment in which all are at rest. */
async function atRest<T>(given: () => Tasks, work: (tasks: Tasks) => T): Promise<Awaited<T>> {
  for (;;) {
    const some = given()
    const running = some.filter((each) => !each.isAtRest)
    if (running.length === 0) return await work(some)
    await Promise.all(running.map((each) => each.stop('running')))
  }
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
