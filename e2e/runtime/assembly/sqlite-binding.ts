/**
 * Builds better-sqlite3's binary for Node-API 8 from the sources in its own package, with two compiler runs and no
 * build tool: its sources are two translation units, and Node-API's headers come from a package.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { output } from '../run-command.ts'

const require = createRequire(import.meta.url)
const packageOf = (name: string): string => path.dirname(require.resolve(`${name}/package.json`))

/** Packages whose version decides what comes out. */
export const BUILT_FROM = ['better-sqlite3', 'node-addon-api', 'node-api-headers']

const OPTIMISED = ['-O2', '-fPIC', '-fvisibility=hidden', '-DNDEBUG', '-w']

/** Writes the binding to `file`; object files go to `scratch`. */
export async function buildSqliteBinding(file: string, scratch: string): Promise<void> {
  const sources = packageOf('better-sqlite3')
  const sqlite = path.join(sources, 'deps', 'sqlite3')
  const sqliteObject = path.join(scratch, 'sqlite3.o')
  const bindingObject = path.join(scratch, 'binding.o')
  await Promise.all([
    output('gcc', [
      ...['-c', path.join(sqlite, 'sqlite3.c'), '-o', sqliteObject, '-std=gnu99', ...OPTIMISED],
      ...(await sqliteDefines(sources))
    ]),
    output('g++', [
      ...[
        '-c',
        path.join(import.meta.dirname, 'node-api-8.cpp'),
        '-o',
        bindingObject,
        '-std=c++20',
        ...OPTIMISED
      ],
      ...['-fvisibility-inlines-hidden', '-DNAPI_VERSION=8', '-DNAPI_DISABLE_CPP_EXCEPTIONS'],
      ...['-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS', '-I', sqlite, '-I', sources],
      ...['-I', packageOf('node-addon-api'), '-I', path.join(packageOf('node-api-headers'), 'include')]
    ])
  ])
  await output('g++', [
    '-shared',
    bindingObject,
    sqliteObject,
    '-o',
    file,
    '-Wl,-Bsymbolic',
    '-ldl',
    '-lpthread',
    '-s'
  ])
}

/** The options that better-sqlite3 compiles SQLite with, from its own list. */
async function sqliteDefines(sources: string): Promise<string[]> {
  const list = await readFile(path.join(sources, 'deps', 'defines.gypi'), 'utf8')
  const defines = [...list.matchAll(/'([A-Z0-9_]+(?:=[^']*)?)'/g)].map(([, define]) => `-D${define ?? ''}`)
  if (!defines.includes('-DSQLITE_ENABLE_FTS5'))
    throw new Error('better-sqlite3 lists its SQLite options elsewhere')
  return defines
}
