/** The files of an identity: real folders, and several processes that start at once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCertificate } from './certificate.ts'
import { loadIdentity } from './device-identity.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shoal-identity-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const inIdentity = (name: string): string => path.join(directory, 'identity', name)
const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777
const posix = process.platform !== 'win32'

const contents = async (): Promise<Record<string, string>> => {
  const folder = path.join(directory, 'identity')
  const files = await readdir(folder)
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, await readFile(inIdentity(name), 'latin1')]))
  ) as Record<string, string>
}

describe('an identity', () => {
  it('is made in a state directory that is not there yet', async () => {
    const made = await loadIdentity(path.join(directory, 'not', 'yet'))
    expect(await loadIdentity(path.join(directory, 'not', 'yet'))).toEqual(made)
  })

  it.runIf(posix)('can be read by its owner alone, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      await loadIdentity(directory)
    } finally {
      process.umask(before)
    }
    expect(await modeOf(inIdentity(''))).toBe(0o700)
    expect(await modeOf(inIdentity('key.pem'))).toBe(0o600)
    expect(await readdir(directory)).toEqual(['identity'])
  })

  it.runIf(posix)('is closed again when a backup has left it open', async () => {
    const made = await loadIdentity(directory)
    await chmod(inIdentity(''), 0o755)
    await chmod(inIdentity('key.pem'), 0o664)
    expect(await loadIdentity(directory)).toEqual(made)
    expect(await modeOf(inIdentity(''))).toBe(0o700)
    expect(await modeOf(inIdentity('key.pem'))).toBe(0o600)
  })

  it('is the same for all processes that start at once', async () => {
    const program = `
      const { loadIdentity } = await import(${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, 'device-identity.ts')).href)})
      process.stdin.once('data', async () => {
        process.stdout.write((await loadIdentity(${JSON.stringify(directory)})).id)
        process.exit()
      })
      process.stdout.write('!')`
    const starts = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
    )
    await Promise.all(starts.map((start) => once(start.stdout, 'data')))
    const ids = starts.map(async (start) => {
      let said = ''
      start.stdout.on('data', (data: Buffer) => (said += data.toString()))
      start.stdin.write('go')
      await once(start, 'close')
      return said
    })
    const [first, ...others] = await Promise.all(ids)
    expect(first).toMatch(/^[A-Z2-7-]{63}$/)
    expect(new Set(others)).toEqual(new Set([first]))
    expect(await readdir(directory)).toEqual(['identity'])
  })
})

describe('an identity that cannot be used is left as it is', () => {
  const refused = async (code: string, words: RegExp): Promise<void> => {
    const before = await contents()
    await expect(loadIdentity(directory)).rejects.toMatchObject({
      problem: { code, message: expect.stringMatching(words) as string }
    })
    expect(await contents()).toEqual(before)
  }

  it.each(['key.pem', 'certificate.pem'])('without %s', async (name) => {
    await loadIdentity(directory)
    await rm(inIdentity(name))
    await refused('identity-broken', new RegExp(`${name} is missing`))
  })

  it.each(['key.pem', 'certificate.pem'])('with an empty %s', async (name) => {
    await loadIdentity(directory)
    await writeFile(inIdentity(name), '')
    await refused('identity-broken', new RegExp(`${name} holds something else`))
  })

  it('with a key that belongs to another certificate', async () => {
    await loadIdentity(directory)
    await writeFile(inIdentity('key.pem'), (await createCertificate()).privateKeyPem)
    await refused('identity-broken', /not the one of the certificate/)
  })

  it('with a file that is too large to be a key', async () => {
    await loadIdentity(directory)
    await writeFile(inIdentity('key.pem'), 'x'.repeat(100_000))
    await refused('identity-unreadable', /larger than 64 KiB/)
  })

  it('with something else in its folder', async () => {
    await mkdir(inIdentity(''))
    await writeFile(inIdentity('notes.txt'), 'mine')
    await refused('identity-unwritable', /ENOTEMPTY|EEXIST|EPERM/)
    expect(await readdir(directory)).toEqual(['identity'])
  })

  it('with a folder in place of the key', async () => {
    await loadIdentity(directory)
    await rm(inIdentity('key.pem'))
    await mkdir(inIdentity('key.pem'))
    await expect(loadIdentity(directory)).rejects.toMatchObject({ code: 'identity-unreadable' })
  })

  it('with a file in place of the state directory', async () => {
    await writeFile(path.join(directory, 'file'), '')
    await expect(loadIdentity(path.join(directory, 'file'))).rejects.toMatchObject({
      code: 'identity-unreadable'
    })
  })
})
