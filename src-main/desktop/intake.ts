/**
 * What is asked of Shoal from outside its window (the command line, later starts, the system's links and files) on its
 * way to the engine. What comes before there is one waits; nothing is lost, and nothing is judged here.
 */
import { problemOf, ShoalError, type Problem } from '../../src-shared/errors/problem.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { Asked } from './command-line.ts'
import { linksInGivenFile } from './given-file.ts'

export interface Intake {
  take(asked: Asked): void
  /** From now on the engine gets all that comes, and first what has come so far. */
  deliver(client: () => Promise<Client>, refused: Refused): void
}

/** `what` is the word that a person would know it by; `extent`: whether all of it was, or some was added. */
export type Refused = (what: string, reason: Problem, extent: 'all' | 'some') => void

export function openIntake(): Intake {
  const early: Asked[] = []
  let give = (asked: Asked): void => void early.push(asked)

  return {
    take: (asked) => give(asked),
    deliver(client, refused) {
      const add = (what: string, call: (connected: Client) => Promise<unknown>): void => {
        client()
          .then(call)
          .catch((thrown: unknown) => {
            const reason = problemOf(thrown)
            // Whoever looks after the engine tells that it is gone.
            if (reason.code !== 'disconnected') refused(what, reason, 'all')
          })
      }
      give = ({ links, files }) => {
        for (const uri of links) add(uri, (connected) => connected.call('transfers.add', { uri }))
        for (const file of files)
          add(file, async (connected) => {
            const left = await addFrom(file, connected)
            if (left) refused(file, left, 'some')
          })
      }
      early.splice(0).forEach(give)
    }
  }
}

/** Resolves with what stands in the way of some of it. */
async function addFrom(file: string, connected: Client): Promise<Problem | null> {
  const { wanted, descriptions, passedOver } = await linksInGivenFile(file)
  for (const { document } of descriptions) await connected.call('transfers.addMetalink', { document })
  if (wanted.length === 0) return passedOver
  const outcomes = await connected.call('transfers.addMany', { files: wanted })
  const problems = outcomes.flatMap((outcome) => ('problem' in outcome ? [outcome.problem] : []))
  const [first] = problems
  if (first && problems.length === outcomes.length) throw new ShoalError(first)
  return first ?? passedOver
}
