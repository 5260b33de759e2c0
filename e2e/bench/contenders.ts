/** Shoal and its rivals, each told to fetch one file over so many connections, with what its users would set. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

export interface Contender {
  readonly name: string
  /** Null when it cannot use that many connections. */
  command(url: string, file: string, connections: number): readonly [string, ...string[]] | null
}

export interface Program extends Contender {
  /** What it says of itself. */
  readonly version: string
}

const ARIA2_MAX_CONNECTIONS = 16
const project = path.resolve(import.meta.dirname, '../..')

/** Shoal from the built command line, as `npx shoal` would run it. */
export async function shoal(stateDirectory: string): Promise<Program> {
  const program = path.join(project, 'src-main/headless/bin/shoal.cjs')
  if (!existsSync(path.join(project, 'dist/main/cli.cjs'))) {
    throw new Error('Shoal has not been built; run "npm run build" first')
  }
  return {
    name: 'shoal',
    version: (await firstLine(process.execPath, [program, '--version'])) ?? 'unknown',
    command: (url, file, connections) => [
      process.execPath,
      program,
      ...['get', url, '-o', file, '--connections', String(connections), '--state-dir', stateDirectory]
    ]
  }
}

const rivals: Readonly<Record<string, Contender['command']>> = {
  curl: (url, file) => ['curl', '--silent', '--show-error', '--fail', '--output', file, url],
  aria2c: (url, file, connections) =>
    connections > ARIA2_MAX_CONNECTIONS
      ? null
      : [
          'aria2c',
          ...['--no-conf', '--quiet', '--file-allocation=none', '--min-split-size=1M'],
          ...['-x', String(connections), '-s', String(connections)],
          ...['-d', path.dirname(file), '-o', path.basename(file), url]
        ],
  axel: (url, file, connections) => ['axel', '-q', '-n', String(connections), '-o', file, url]
}

/** The rivals found on this machine, and the names of those that are not. */
export async function findRivals(): Promise<{ found: Program[]; missing: string[] }> {
  const found: Program[] = []
  const missing: string[] = []
  for (const [name, command] of Object.entries(rivals)) {
    const version = await firstLine(name, ['--version'])
    if (version === null) missing.push(name)
    else found.push({ name, version, command })
  }
  return { found, missing }
}

async function firstLine(command: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args])
    return /^[^\n(]*/.exec(stdout)?.[0].trim() ?? ''
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}
