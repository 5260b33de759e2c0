/**
 * The `shoal` program: reads the command line, chooses how to report, runs the command and ends with the exit
 * code that scripts know. Whatever goes wrong is said in a sentence, never as a stack trace.
 */
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { version } from '../../package.json'
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { fail, problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import { interfacesNamed } from '../host/peer-network.ts'
import {
  CLI_PATIENCE_MS,
  DESKTOP_PATIENCE_MS,
  DESKTOP_PEERS,
  type PeersOptions,
  type ShoalOptions
} from '../host/shoal-options.ts'
import { downloadDirectory } from '../platform/download-directory.ts'
import type { EngineHandle } from '../host/engine-handle.ts'
import { startEngine } from '../host/start-engine.ts'
import { stateDirectory } from '../platform/state-directory.ts'
import { ask } from './ask.ts'
import { parseCommandLine, wantsJson, type GetCommand } from './command-line.ts'
import type { CommonCommand } from './commands/words.ts'
import { get } from './get.ts'
import { jsonLines } from './json-lines.ts'
import { jsonReport } from './json-report.ts'
import { printable } from './printable.ts'
import { quietReport } from './quiet-report.ts'
import type { Report, Write } from './report.ts'
import { runCache } from './run-cache.ts'
import { runPair } from './run-pair.ts'
import { runPeer } from './run-peer.ts'
import { runPeers } from './run-peers.ts'
import { runPolicy } from './run-policy.ts'
import { runServe } from './run-serve.ts'
import { runStatus } from './run-status.ts'
import { EXIT_INTERRUPTED } from './run-story.ts'
import { runUnpair } from './run-unpair.ts'
import { failedSentence, noticeSentence } from './sentences.ts'
import { startReachable } from './start-reachable.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'
import { terminalReport } from './terminal-report.ts'

const words = process.argv.slice(2)
const writeOut: Write = (text) => void process.stdout.write(text)
const writeErr: Write = (text) => void process.stderr.write(text)

async function main(): Promise<number> {
  const command = parseCommandLine(words, process.cwd())
  switch (command.kind) {
    case 'help':
      writeOut(command.text)
      return 0
    case 'version':
      writeOut(`${version}\n`)
      return 0
    case 'get':
      return runGet(command.get)
    case 'peer':
      requireInterfaces(command.peer.meeting.interfaces)
      return runPeer(command.peer, surroundingsOf(command.peer))
    case 'peers':
      requireInterfaces(command.peers.interfaces)
      return runPeers(command.peers, surroundingsOf(command.peers))
    case 'pair':
      requireInterfaces(command.pair.meeting.interfaces)
      return runPair(command.pair, surroundingsOf(command.pair))
    case 'unpair':
      return runUnpair(command.unpair, surroundingsOf(command.unpair))
    case 'serve':
      return runServe(command.serve, {
        ...surroundingsOf(command.serve),
        pageDirectory: path.join(__dirname, '..', 'renderer'),
        startResident: () => startEngineOf(command.serve, residentOptions(command.serve))
      })
    case 'status':
      return runStatus(command.status, surroundingsOf(command.status))
    case 'policy':
      return runPolicy(command.policy, surroundingsOf(command.policy))
    case 'cache':
      return runCache(command.cache, surroundingsOf(command.cache))
  }
}

const threadFile = path.join(__dirname, 'engine-thread.cjs')
const hashThreadFile = path.join(__dirname, 'hash-thread.cjs')

function runGet(command: GetCommand): Promise<number> {
  if (command.caCertificate !== null) requireCertificate(command.caCertificate)
  requireInterfaces(command.peers?.interfaces ?? null)
  const report = reportFor(command.json)
  const peers = command.peers && { ...AT_REST, ...command.peers, needed: false }
  const options = optionsOf(command, command.directory, peers)
  // Other commands need not read it.
  const starting = import('../host/engine-here.ts').then(({ engineHere }) =>
    engineHere(options, hashThreadFile)
  )
  return get(command, {
    startEngine: () => startReachable(options.stateDirectory, starting, (reason) => report.notice(reason)),
    report,
    interrupted: interruption(),
    elapsedSeconds: () => performance.now() / 1000
  })
}

function surroundingsOf(command: CommonCommand): Surroundings {
  const directory = stateDirectory(command.stateDirectory ?? undefined)
  const interrupted = interruption()
  return {
    stdout: writeOut,
    stderr: writeErr,
    columns: () => (isDrawable() ? process.stderr.columns : null),
    interrupted,
    ask: (question, until) => ask(process.stdin, writeErr, question, until),
    stateDirectory: directory,
    startEngine: (peers) => startEngineOf(command, optionsOf(command, process.cwd(), peers)),
    nowMs: () => Date.now(),
    sleep: (ms) => sleep(ms, undefined, { signal: interrupted }).catch(() => undefined)
  }
}

const startEngineOf = ({ json }: CommonCommand, options: ShoalOptions): Promise<EngineHandle> =>
  startReachable(options.stateDirectory, startEngine(options, threadFile), (reason) =>
    json
      ? jsonLines(writeOut)('notice', { code: reason.code, message: reason.message })
      : writeErr(`${noticeSentence(reason)}\n`)
  )

/** As the window has it: this one stays, too. */
const residentOptions = (command: CommonCommand): ShoalOptions => ({
  ...optionsOf(command, downloadDirectory(), {
    ...DESKTOP_PEERS,
    interfaces: interfacesNamed(process.env)
  }),
  resume: 'all',
  settings: 'kept',
  patienceMs: DESKTOP_PATIENCE_MS
})

const optionsOf = (
  command: CommonCommand,
  downloadDirectory: string,
  peers: PeersOptions | null
): ShoalOptions => ({
  version,
  stateDirectory: stateDirectory(command.stateDirectory ?? undefined),
  downloadDirectory,
  sqliteBinding: process.env['SHOAL_SQLITE_BINDING'],
  resume: 'none',
  settings: 'none',
  patienceMs: CLI_PATIENCE_MS,
  peers
})

const isDrawable = (): boolean => process.stderr.isTTY && process.env['TERM'] !== 'dumb'

function reportFor(json: boolean): Report {
  if (json) return jsonReport(writeOut)
  const showPath: Write = (file) => writeOut(`${process.stdout.isTTY ? printable(file) : file}\n`)
  return isDrawable()
    ? terminalReport(showPath, writeErr, () => process.stderr.columns)
    : quietReport(showPath, writeErr, () => performance.now())
}

/** The first signal asks the run to stop at a durable point; the second ends it at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED)
      controller.abort()
    })
  }
  return controller.signal
}

/** A mistyped option should fail before anything is asked of the network. */
function requireCertificate(file: string): void {
  const refuse = (reason: string): Error =>
    fail('option-invalid', { option: '--ca-certificate', reason: `${reason}: "${file}"` })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    throw refuse(`cannot be read (${(thrown as NodeJS.ErrnoException).code})`)
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw refuse('expected a PEM certificate')
}

/** So should the name of an interface that this machine does not have. */
function requireInterfaces(named: readonly string[] | null): void {
  const present = Object.keys(networkInterfaces())
  const missing = named?.find((name) => !present.includes(name))
  if (missing === undefined) return
  const reason = `expected one of ${present.join(', ')}, received "${missing}"`
  throw fail('option-invalid', { option: '--interface', reason })
}

/** The run ended before any report could speak. */
function sayFailed(trouble: Problem): number {
  if (wantsJson(words)) jsonReport(writeOut).failed(trouble)
  else writeErr(`${process.stderr.isTTY ? '\r\u001b[K' : ''}shoal: ${failedSentence(trouble)}\n`)
  return catalogue[trouble.code].exitCode
}

/** Pipes are asynchronous on some systems: wait until what was said has left the process. */
async function end(exitCode: number): Promise<never> {
  const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
    new Promise((resolve) => (stream.writable ? stream.write('', () => resolve()) : resolve()))
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  process.exit(exitCode)
}

for (const stream of [process.stdout, process.stderr]) {
  // A reader that went away (EPIPE) loses the words, not the transfer.
  stream.on('error', () => undefined)
}
process.on('uncaughtException', (thrown) => process.exit(sayFailed(problemOf(thrown))))
process.on('unhandledRejection', (thrown) => process.exit(sayFailed(problemOf(thrown))))

void main()
  .catch((thrown: unknown) => sayFailed(problemOf(thrown)))
  .then(end)
