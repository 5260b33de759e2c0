/**
 * What is asked of Shoal from outside its window (the command line, later starts, the system's links and files) on its
 * way to the engine. What comes before there is one waits; nothing is lost, and nothing is judged here.
 */
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { Asked } from './command-line.ts'
import { readDescription } from './description-file.ts'

export interface Intake {
  take(asked: Asked): void
  /** From now on the engine gets all that comes, and first what has come so far. */
  deliver(client: () => Promise<Client>, refused: Refused): void
}

/** `what` is the word that a person would know it by. */
export type Refused = (what: string, reason: Problem) => void

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
            if (reason.code !== 'disconnected') refused(what, reason)
          })
      }
      give = ({ links, descriptions }) => {
        for (const uri of links) add(uri, (connected) => connected.call('transfers.add', { uri }))
        for (const file of descriptions) {
          add(file, async (connected) =>
            connected.call('transfers.addMetalink', { document: await readDescription(file) })
          )
        }
      }
      early.splice(0).forEach(give)
    }
  }
}
