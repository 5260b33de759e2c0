/** Real processes with a journal of a test's, to be killed at any instant. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const children = new Set<ChildProcess>()

/** As it stands in a script. */
const urlOf = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)

export interface JournalChild {
  readonly process: ChildProcess
  /** What it says, each as one line of JSON. */
  readonly lines: AsyncIterator<string>
}

/**
 * Runs `body`, a script that may use `openJournal`, `aRecord`, `stateDirectory`, and `say(value)`, which sends a line. The
 * process lives until it is killed.
 */
export function journalChild(stateDirectory: string, body: string): JournalChild {
  const script = `import { openJournal } from ${urlOf('open-journal.ts')}
    import { aRecord } from ${urlOf('record.fixture.ts')}
    import { writeSync } from 'node:fs'
    const say = (value) => writeSync(1, JSON.stringify(value) + '\\n')
    const stateDirectory = ${JSON.stringify(stateDirectory)}
    ${body}
    setInterval(() => {}, 1000)`
  const started = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  children.add(started)
  return { process: started, lines: createInterface(started.stdout)[Symbol.asyncIterator]() }
}

export async function killChild(process: ChildProcess): Promise<void> {
  children.delete(process)
  if (process.exitCode !== null || process.signalCode !== null) return
  const exited = once(process, 'exit')
  process.kill('SIGKILL')
  await exited
}

/** All that still run. */
export const killChildren = (): Promise<unknown> => Promise.all([...children].map(killChild))

export async function nextLine<T>(lines: AsyncIterator<string>): Promise<T> {
  const next = await lines.next()
  if (next.done) throw new Error('the child ended without a word')
  return JSON.parse(next.value) as T
}
