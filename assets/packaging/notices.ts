/**
 * What a package tells of the work of others in it: every library's licence text, and a bill of materials in
 * CycloneDX's form. Both come from the lockfile, so that nothing in a package goes unnamed; a library whose licence
 * nobody wrote down stops the packaging.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from '../../e2e/runtime/built.ts'

/** The part of npm's lockfile (version 3) that is read here. */
interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
interface LockedPackage {
  readonly version: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
}

/** A library that a package may hold. */
interface Library {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly integrity: string | null
  /** Relative to the root of the project. */
  readonly folder: string
}

const DIRECTORY = path.join(ROOT, 'dist', 'notices')

/** Writes both files to dist/notices, whence they go into packages. */
export async function writeNotices(): Promise<void> {
  const lock = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile
  const libraries = await librariesOf(lock)
  await mkdir(DIRECTORY, { recursive: true })
  await writeFile(path.join(DIRECTORY, 'licences.txt'), await licences(libraries))
  await writeFile(
    path.join(DIRECTORY, 'sbom.cdx.json'),
    `${JSON.stringify(billOf(lock, libraries), null, 2)}\n`
  )
}

/**
 * What the product is made of: neither tools nor types nor tests; but Electron, a tool by npm's book, is the runtime.
 * Of what is optional only koffi's binary for this system goes along.
 */
async function librariesOf({ packages }: Lockfile): Promise<readonly Library[]> {
  const shipped = Object.entries(packages).filter(([folder, { dev, devOptional, optional }]) => {
    if (folder === 'node_modules/electron') return true
    if (optional)
      return folder.startsWith('node_modules/@koromix/koffi-') && existsSync(path.join(ROOT, folder))
    return folder !== '' && !dev && !devOptional
  })
  const libraries = shipped.map(async ([folder, { version, license, integrity }]): Promise<Library> => {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const known = license ?? (await olderNotation(folder))
    if (!known) throw new Error(`${name} ${version} names no licence; find out before you pass it on.`)
    return { name, version, license: known, integrity: integrity ?? null, folder }
  })
  return (await Promise.all(libraries)).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Manifests once named licences in a list, which npm's lockfile leaves out. */
async function olderNotation(folder: string): Promise<string | undefined> {
  const manifest = await readFile(path.join(ROOT, folder, 'package.json'), 'utf8')
  const { licenses } = JSON.parse(manifest) as { readonly licenses?: readonly { readonly type: string }[] }
  return licenses?.map(({ type }) => type).join(' AND ')
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i

async function licences(libraries: readonly Library[]): Promise<string> {
  const texts = await Promise.all(libraries.map(licenceOf))
  return [
    'Shoal is made with the work of others. Their licences follow.',
    "Chromium's, with those of all that it contains, are in LICENSES.chromium.html beside the program.",
    ...texts
  ].join('\n\n')
}

async function licenceOf({ name, version, license, folder }: Library): Promise<string> {
  const directory = path.join(ROOT, folder)
  const files = (await readdir(directory)).filter((file) => LICENCE_FILE.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(path.join(directory, file), 'utf8')))
  return [`──── ${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n')
}

/** CycloneDX 1.5. Neither a serial number nor a time, so that equal packages have equal bills. */
function billOf({ packages }: Lockfile, libraries: readonly Library[]): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: { type: 'application', name: 'shoal', version: packages['']?.version, 'bom-ref': 'shoal' }
    },
    components: libraries.map(({ name, version, license, integrity }) => ({
      type: 'library',
      'bom-ref': purl(name, version),
      name,
      version,
      purl: purl(name, version),
      licenses: [/ (OR|AND) /.test(license) ? { expression: license } : { license: { id: license } }],
      ...(integrity?.startsWith('sha512-')
        ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }] }
        : {})
    }))
  }
}

const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`
