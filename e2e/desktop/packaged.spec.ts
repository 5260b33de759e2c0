/**
 * The package as people get it, made around the Electron of the tests: what is in it, what it refuses, and that it
 * works. Installers need tools from the network; of them the configuration is checked.
 */
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test as base } from '@playwright/test'
import { Packager } from 'electron-builder'
import { makeUnpacked } from '../../assets/packaging/make-package.ts'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { electronRuntime } from './app.ts'
import { archivedFiles, runPackaged, startPackaged, type Packaged, type PackagedStart } from './packaged.ts'

interface Made {
  readonly executable: string
  readonly resources: string
}

interface Fixtures {
  readonly root: string
  readonly origin: Origin
  /** How to start the package in this test's own place. */
  start(words?: readonly string[], env?: Readonly<Record<string, string>>): PackagedStart
}

const test = base.extend<Fixtures, { made: Made }>({
  made: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const output = await mkdtemp(path.join(tmpdir(), 'shoal-package-'))
      const executable = await makeUnpacked(await electronRuntime(), output)
      await use({ executable, resources: path.join(path.dirname(executable), 'resources') })
      await rm(output, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 60_000 }
  ],
  // eslint-disable-next-line no-empty-pattern
  root: async ({}, use) => {
    const root = await mkdtemp(path.join(tmpdir(), 'shoal-packaged-'))
    await use(root)
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  },
  // eslint-disable-next-line no-empty-pattern
  origin: async ({}, use) => {
    const origin = await startOrigin()
    await use(origin)
    await origin.stop()
  },
  start: async ({ made, root }, use) => {
    const { args, env } = await electronRuntime()
    await use((words = [], more = {}) => ({
      executable: made.executable,
      args: [...args, ...words],
      env: {
        ...env,
        SHOAL_STATE_DIR: path.join(root, 'state'),
        SHOAL_DOWNLOAD_DIR: path.join(root, 'downloads'),
        XDG_CACHE_HOME: path.join(root, 'cache'),
        ...more
      }
    }))
  }
})

test.skip(process.platform !== 'linux', 'written for the layout of a Linux package')

test('holds the program and two native modules of this system, and nothing of how it was made', async ({
  made
}) => {
  const files = await archivedFiles(path.join(made.resources, 'app.asar'))
  const paths = files.map((file) => file.path)
  expect(paths).toEqual(
    expect.arrayContaining(['package.json', 'dist/main/desktop.cjs', 'dist/renderer/index.html'])
  )
  const roots = new Set(paths.map((file) => /^(node_modules\/(@[^/]+\/)?[^/]+|[^/]+)/.exec(file)?.[0]))
  expect([...roots].sort()).toEqual(
    [
      'LICENSE',
      'dist',
      `node_modules/@koromix/koffi-linux-${process.arch}`,
      'node_modules/better-sqlite3',
      'node_modules/koffi',
      'package.json'
    ].sort()
  )
  expect(
    paths.filter((file) => /\.(ts|tsx|map|cc|cpp|c|hh|h|gypi?|md)$|\.test\.|\/cli\.cjs$/.test(file))
  ).toEqual([])
  expect(files.filter(({ isUnpacked }) => isUnpacked).map((file) => file.path)).toEqual([
    `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`,
    `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`
  ])
  expect(files.filter(({ hasIntegrity }) => !hasIntegrity)).toEqual([])
  expect((await stat(path.join(made.resources, 'app.asar'))).size).toBeLessThan(8 << 20)
  expect((await readdir(made.resources)).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'notices'])
})

test('says whose work is in it', async ({ made }) => {
  const read = (name: string): Promise<string> => readFile(path.join(made.resources, 'notices', name), 'utf8')
  const bill = JSON.parse(await read('sbom.cdx.json')) as {
    bomFormat: string
    components: { name: string; version: string; licenses: unknown[] }[]
  }
  expect(bill.bomFormat).toBe('CycloneDX')
  const names = bill.components.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['electron', 'better-sqlite3', 'koffi', 'react', 'ssh2', 'ws'])
  )
  expect(names).not.toContain('vite')
  expect(bill.components.filter(({ licenses }) => licenses.length === 0)).toEqual([])
  const licences = await read('licences.txt')
  for (const { name, version } of bill.components) expect(licences).toContain(`──── ${name} ${version} (`)
  expect(licences).toContain('Copyright (c) Meta Platforms')
  expect(await readdir(path.dirname(made.executable))).toContain('LICENSES.chromium.html')
})

/** A fuse's state in the binary is a digit's character. */
const ENABLED = '1'.charCodeAt(0)

test('its fuses read as set', async ({ made }) => {
  const wire = (await getCurrentFuseWire(made.executable)) as Partial<Record<FuseV1Options, number>>
  const set = (fuse: FuseV1Options): boolean | undefined =>
    fuse in wire ? wire[fuse] === ENABLED : undefined
  const { version } = await electronRuntime()
  expect({
    runAsNode: set(FuseV1Options.RunAsNode),
    cookieEncryption: set(FuseV1Options.EnableCookieEncryption),
    nodeOptions: set(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: set(FuseV1Options.EnableNodeCliInspectArguments),
    asarIntegrity: set(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: set(FuseV1Options.OnlyLoadAppFromAsar),
    ownSnapshot: set(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    filePrivileges: set(FuseV1Options.GrantFileProtocolExtraPrivileges)
  }).toEqual({
    runAsNode: false,
    cookieEncryption: true,
    nodeOptions: false,
    inspect: false,
    asarIntegrity: true,
    onlyAsar: true,
    ownSnapshot: false,
    // Electron has this switch since version 29.
    filePrivileges: Number.parseInt(version) < 29 ? undefined : false
  })
})

test('fetches a deep link; a second start hands over a Metalink file; nobody else hears of it', async ({
  root,
  origin,
  start
}) => {
  const linked = origin.file('/linked.bin', { size: 3 << 20 })
  const described = origin.file('/described.bin', { size: 2 << 20 })
  const description = path.join(root, 'a file.meta4')
  await writeFile(
    description,
    `<?xml version="1.0"?><metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="described.bin">
      <hash type="sha-256">${described.sha256()}</hash><url>${described.url}</url></file></metalink>`
  )
  const netLog = path.join(root, 'net-log.json')
  const spy = path.join(root, 'spy.cjs')
  const spied = path.join(root, 'spied')
  await writeFile(spy, `require('node:fs').writeFileSync(${JSON.stringify(spied)}, '')`)
  const meddling = { NODE_OPTIONS: `--require ${spy}`, APPIMAGE: path.join(root, 'Shoal.AppImage') }
  const shoal = await startPackaged(
    start([`--log-net-log=${netLog}`, '--inspect=0', `shoal:${linked.url}`], meddling)
  )
  await showsDone(shoal, 'linked.bin')
  expect(await runPackaged(start([`file://${encodeURI(description)}`]))).toMatchObject({ code: 0 })
  await showsDone(shoal, 'described.bin')
  for (const file of [linked, described]) {
    expect(await sha256File(path.join(root, 'downloads', path.basename(file.path)))).toBe(file.sha256())
  }
  // Longer than it waits before it would ask for updates.
  await new Promise((resolve) => setTimeout(resolve, 6_000))
  const { code, stderr } = await shoal.quit()
  expect(code).toBe(0)
  expect(stderr).not.toContain('Debugger listening')
  await expect(stat(spied)).rejects.toThrow('ENOENT')
  expect(await connectionsIn(netLog)).toEqual([])
})

test('is no Node', async ({ start }) => {
  const script = 'process.stdout.write("ran as Node"); process.exit(7)'
  const place = start(['-e', script], { ELECTRON_RUN_AS_NODE: '1' })
  const shoal = await startPackaged(place)
  await expect.poll(() => shoal.inPage('location.origin')).toBe('app://shoal')
  expect((await shoal.quit()).code).toBe(0)
})

test('takes a new version from the feed it was made with, when it quits', async ({
  made,
  root,
  origin,
  start
}) => {
  // The updater starts what it installed once, so it has to be a program.
  const next = Buffer.from(`#!/bin/sh\n# 9.9.9\nexit 0\n`)
  const sha512 = createHash('sha512').update(next).digest('base64')
  origin.file('/feed/latest-linux.yml', {
    body: `version: 9.9.9\nfiles:\n  - url: Shoal-9.9.9.AppImage\n    sha512: ${sha512}\n    size: ${next.length}\npath: Shoal-9.9.9.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-01-01T00:00:00.000Z'\n`
  })
  const image = origin.file('/feed/Shoal-9.9.9.AppImage', { body: next })
  const feed = path.join(made.resources, 'app-update.yml')
  const installed = path.join(root, 'Shoal.AppImage')
  await writeFile(installed, '#!/bin/sh\n# the old one\n')
  await chmod(installed, 0o755)
  await writeFile(feed, `provider: generic\nurl: ${origin.url}/feed\nupdaterCacheDirName: shoal-updater\n`)
  try {
    const shoal = await startPackaged(start([], { APPIMAGE: installed }))
    await expect.poll(() => image.bytesSent(), { timeout: 20_000 }).toBe(next.length)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await readFile(installed, 'utf8')).toContain('the old one')
    expect((await shoal.quit()).code).toBe(0)
    expect(await readFile(installed)).toEqual(next)
  } finally {
    await rm(feed)
  }
})

test('the configuration of every system is what the builder understands', async () => {
  const checked = async (config: object): Promise<void> =>
    new Packager({ projectDir: path.resolve(import.meta.dirname, '../..'), config }).validateConfig()
  await checked({})
  for (const section of ['linux', 'deb', 'mac', 'win', 'nsis', 'electronFuses']) {
    await expect(checked({ [section]: { nonsense: true } }), section).rejects.toThrow(
      `configuration.${section}`
    )
  }
})

async function showsDone(shoal: Packaged, name: string): Promise<void> {
  const row = `[...document.querySelectorAll('[data-transfer]')].find((row) => row.textContent.includes('${name}'))`
  await expect.poll(() => shoal.inPage(`${row}?.dataset.state`), { timeout: 20_000 }).toBe('done')
}

/** Where Chromium's own network went or wanted to go, from its log: names it looked up and addresses it connected to. */
async function connectionsIn(netLog: string): Promise<readonly unknown[]> {
  const { constants, events } = JSON.parse(await readFile(netLog, 'utf8')) as {
    constants: { logEventTypes: Record<string, number> }
    events: { type: number; params?: unknown }[]
  }
  const kinds = ['TCP_CONNECT_ATTEMPT', 'HOST_RESOLVER_MANAGER_REQUEST'].map(
    (name) => constants.logEventTypes[name]
  )
  return events.filter(({ type }) => kinds.includes(type)).map(({ params }) => params)
}
