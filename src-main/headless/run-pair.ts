/**
 * `shoal pair`: brings two people to compare one code. It shows and asks, and says yes only for a person, or for a
 * script that said --yes; the code that was seen goes with the yes, so that no other can be meant.
 */
import { fail, ShoalError } from '../../src-shared/errors/problem.ts'
import type { PairingState } from '../../src-shared/model/pairing.ts'
import type { PeerSelf } from '../../src-shared/model/peer-self.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import { newGroupKey } from '../host/peers/new-group-key.ts'
import type { PairCommand } from './commands/pair.ts'
import { jsonLines } from './json-lines.ts'
import { addressesOf, shownName } from './peer-sentences.ts'
import { printable } from './printable.ts'
import { reachPeers } from './reach-peers.ts'
import { EXIT_INTERRUPTED } from './run-story.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** Resolves with the exit code; rejects with what went wrong. */
export async function runPair(command: PairCommand, surroundings: Surroundings): Promise<number> {
  const { interrupted } = surroundings
  if (command.newGroupKey !== null) return makeGroupKey(command.newGroupKey, command.json, surroundings)
  const options = { ...AT_REST, ...command.meeting, listen: true }
  // Nobody can come to one that does not listen.
  const reached = await reachPeers(
    surroundings,
    options,
    ({ port }) => port !== null || command.target !== null
  )
  const [client] = reached.clients
  const report = pairReport(command, surroundings, reached.self)
  const over = new AbortController()
  try {
    await client.call('peers.pair', { target: command.target })
    const stopped = new Promise<number>((resolve) => {
      const stop = (): void => resolve(EXIT_INTERRUPTED)
      if (interrupted.aborted) stop()
      else interrupted.addEventListener('abort', stop, { signal: over.signal })
    })
    return await Promise.race([followed(client, report, over.signal), stopped])
  } finally {
    over.abort()
    // Whatever has not come to an end is not to go on behind the person's back.
    await client.call('pairing.cancel', null).catch(() => undefined)
    await reached.close()
  }
}

async function makeGroupKey(file: string, json: boolean, { stdout, stderr }: Surroundings): Promise<number> {
  await newGroupKey(file)
  if (json) jsonLines(stdout)('group-key', { file })
  else {
    stdout(`${printable(file)}\n`)
    stderr('That is the new group key. Copy it to each of your machines, readable for you alone,\n')
    stderr('and start Shoal there with --group-key-file. Who has it is trusted by all of them.\n')
  }
  return 0
}

interface PairReport {
  waiting(): void
  /** Whether a person, or a script, says that the codes are the same. */
  compare(state: Comparing, until: AbortSignal): Promise<boolean>
  confirmedThere(): void
  paired(peer: string, name: string): void
}
type Comparing = Extract<PairingState, { kind: 'comparing' }>

function followed(client: Client, report: PairReport, over: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    let shown: string | null = null
    let waited = false
    let thereTold: string | null = null
    let question = new AbortController()
    over.addEventListener('abort', () => question.abort())

    const compare = async (state: Comparing): Promise<void> => {
      question.abort()
      question = new AbortController()
      const { signal } = question
      const same = await report.compare(state, signal)
      if (signal.aborted) return
      if (!same) throw fail('pairing-declined')
      await client.call('pairing.confirm', { code: state.code })
    }
    const hear = (state: PairingState): void => {
      switch (state.kind) {
        case 'idle':
          return reject(fail('pairing-ended'))
        case 'waiting':
          if (!waited) report.waiting()
          waited = true
          return
        case 'comparing':
          if (shown !== state.code) compare(state).catch(reject)
          shown = state.code
          if (state.confirmed === 'there' && thereTold !== state.code) {
            thereTold = state.code
            report.confirmedThere()
          }
          return
        case 'paired':
          report.paired(state.peer, state.name)
          return resolve(0)
        case 'failed':
          return reject(new ShoalError(state.problem))
      }
    }
    client.onClosed(() => reject(fail('disconnected')))
    client.subscribe('pairing.changes', { snapshot: hear, event: hear })
  })
}

/** Six digits as two groups of three, as they are read aloud. */
const grouped = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`
/** Large enough to be read from a chair. */
const spaced = (code: string): string => [...code.slice(0, 3), ' ', ...code.slice(3)].join(' ')

function pairReport(
  { yes, json, target }: PairCommand,
  { stdout, stderr, ask }: Surroundings,
  self: PeerSelf
): PairReport {
  const tell = jsonLines(stdout)
  const say = (line: string): void => stderr(`${line}\n`)
  if (json)
    return {
      waiting: () => tell('waiting', { id: self.id, target }),
      async compare({ code, peer, name }, until) {
        tell('code', { code, peer, name })
        return yes || isYes(await ask('', until))
      },
      confirmedThere: () => tell('confirmed', { by: 'there' }),
      paired: (peer, name) => tell('paired', { peer, name })
    }
  /** Waits for its answer. */
  let question: string | null = null
  let saidThere = false
  return {
    waiting() {
      if (target !== null) return say(`Asking ${printable(target)}; "shoal pair" must be running there, too`)
      say(`Waiting for the other machine. Run there:\n\n    shoal pair ${self.id}\n`)
      const [best] = addressesOf(self)
      if (best !== undefined) say(`or, if it does not find this one: shoal pair ${best}`)
      say('Ctrl-C ends the wait.')
    },
    async compare({ code, peer, name }, until) {
      const who = shownName({ id: peer, name })
      say(target === null ? `\n${who} wants to pair with this machine.` : `\n${who} has answered.`)
      say(`  ${peer}\n\n        ${spaced(code)}\n`)
      if (yes) return true
      question = `Do both screens show ${grouped(code)}? [y/N] `
      const answer = isYes(await ask(question, until))
      question = null
      if (answer && !saidThere) say('Now the other side has to say yes, too')
      return answer
    },
    confirmedThere() {
      saidThere = true
      say(`${question === null ? '' : '\n'}The other side has said yes`)
      // It was interrupted by the line above.
      if (question !== null) stderr(question)
    },
    paired: (peer, name) => stdout(`${shownName({ id: peer, name })} is paired with this machine\n`)
  }
}

const isYes = (answer: string | null): boolean => /^\s*y(es)?\s*$/i.test(answer ?? '')
