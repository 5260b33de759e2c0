/** Surroundings of memory for tests of commands: what was said, who is asked, and an engine with peers of memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fail, type Problem } from '../../src-shared/errors/problem.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { serve, type MethodHandlers } from '../../src-shared/rpc/server.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'
import { peerStreamsOf } from '../host/contract/changes-of.ts'
import { peerMethodsOf } from '../host/contract/peer-methods.ts'
import type { PeersPort } from '../host/contract/peers-port.ts'
import { validateInput } from '../host/contract/validate-input.ts'
import type { PeersOptions } from '../host/shoal-options.ts'
import type { Surroundings } from './surroundings.ts'

const INFO = { version: '1.2.3', runtime: 'Node', stateDirectory: '/state', downloadDirectory: '/downloads' }

/** A wire to an engine with these peers. */
export function engineWire(peers: PeersPort | null, more: Partial<MethodHandlers> = {}): Transport {
  const wire = memoryWire()
  const methods = { 'app.info': () => INFO, ...peerMethodsOf(peers), ...more }
  serve(wire.server, methods, peerStreamsOf(peers), validateInput)
  return wire.client
}

export function someSurroundings(peers: PeersPort | null) {
  const stateDirectory = mkdtempSync(path.join(tmpdir(), 'shoal-command-'))
  const interrupt = new AbortController()
  let died: (problem: Problem) => void = () => undefined
  const state = {
    stdout: '',
    stderr: '',
    questions: [] as string[],
    /** Null: nobody is there. */
    answer: null as string | null,
    started: [] as PeersOptions[],
    closed: 0,
    interrupt,
    die: () => died(fail('internal', { reason: 'out of memory' }).problem),
    lines: (): readonly Record<string, unknown>[] =>
      state.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    remove: () => rmSync(stateDirectory, { recursive: true })
  }
  const surroundings: Surroundings = {
    stdout: (text) => void (state.stdout += text),
    stderr: (text) => void (state.stderr += text),
    columns: () => null,
    interrupted: interrupt.signal,
    ask(question) {
      state.questions.push(question)
      return Promise.resolve(state.answer)
    },
    stateDirectory,
    startEngine(options) {
      state.started.push(options)
      return Promise.resolve({
        connect: () => engineWire(peers),
        onDied: (listener) => void (died = listener),
        close: () => Promise.resolve(void (state.closed += 1))
      })
    },
    nowMs: () => 1_000_000,
    sleep: () => Promise.resolve()
  }
  return Object.assign(state, { surroundings })
}
