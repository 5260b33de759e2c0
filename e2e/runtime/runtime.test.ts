/**
 * Getting ready to run: what makes a first start work on a strange machine, or say why it cannot. Downloads are
 * played by little programs in temporary folders.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkIntegrity } from './assembly/registry-package.ts'
import { isBuilt } from './built.ts'
import { withLock } from './lock.ts'
import { fetchElectron, installedElectron } from './official-electron.ts'
import { exitCode, output } from './run-command.ts'
import { ensureSystemPackages, missingNeeds } from './system-packages.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'shoal-runtime-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const write = async (name: string, text: string): Promise<string> => {
  const file = path.join(directory, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}

describe('the official Electron', () => {
  const patience = { firstBytesMs: 1500, stallMs: 1500 }
  const installer = (script: string): Promise<string> =>
    write(
      'install.js',
      `const fs = require('node:fs'); const os = require('node:os'); const path = require('node:path')
       const finish = () => {
         fs.mkdirSync(path.join(__dirname, 'dist'), { recursive: true })
         fs.writeFileSync(path.join(__dirname, 'dist', 'electron'), '')
         fs.writeFileSync(path.join(__dirname, 'dist', 'version'), '9.9.9')
         fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron')
       }
       ${script}`
    )
  beforeEach(() => write('package.json', '{ "version": "9.9.9" }'))

  it('is what the installer leaves', async () => {
    expect(await installedElectron(directory)).toBeNull()
    await installer('finish()')
    expect(await fetchElectron(directory, patience)).toBe(path.join(directory, 'dist', 'electron'))
    expect(await installedElectron(directory)).toBe(path.join(directory, 'dist', 'electron'))
  })

  it('is not one of another version', async () => {
    await installer('finish()')
    await fetchElectron(directory, patience)
    await write('package.json', '{ "version": "10.0.0" }')
    expect(await installedElectron(directory)).toBeNull()
  })

  it('is given up at once when the download fails, and soon when it hangs', async () => {
    await installer('process.exit(1)')
    expect(await fetchElectron(directory, { firstBytesMs: 60_000, stallMs: 60_000 })).toBeNull()
    await installer('setInterval(() => {}, 1000)')
    const began = performance.now()
    expect(await fetchElectron(directory, patience)).toBeNull()
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  it('may take its time while bytes arrive', async () => {
    await installer(`
      const file = path.join(os.tmpdir(), 'electron.zip')
      let parts = 0
      const timer = setInterval(() => {
        fs.appendFileSync(file, 'part')
        if (++parts === 6) { clearInterval(timer); finish() }
      }, 600)`)
    expect(await fetchElectron(directory, { firstBytesMs: 10_000, stallMs: 3000 })).not.toBeNull()
  })
})

describe('a pinned package', () => {
  it('is refused when one byte differs', async () => {
    const file = await write('package.tgz', 'the bytes')
    const integrity = `sha512-${createHash('sha512').update('the bytes').digest('base64')}`
    await checkIntegrity(file, integrity)
    await writeFile(file, 'the bytez')
    await expect(checkIntegrity(file, integrity)).rejects.toThrow(
      /package\.tgz is not the file that was pinned/
    )
  })
})

describe('the lock', () => {
  it('lets one in at a time', async () => {
    const lock = path.join(directory, 'sub', 'lock')
    let inside = 0
    let most = 0
    let waits = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 100))
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withLock(lock, () => waits++, work)))
    expect([most, waits]).toEqual([1, 2])
  })

  it('is taken over from a process that died, and given back after a failure', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    const lock = await write('lock', String(child.pid))
    await expect(
      withLock(
        lock,
        () => {},
        () => Promise.reject(new Error('failed'))
      )
    ).rejects.toThrow('failed')
    expect(
      await withLock(
        lock,
        () => {},
        () => Promise.resolve('in')
      )
    ).toBe('in')
  })
})

describe('the build', () => {
  it('is current while no source is newer than any output', async () => {
    expect(await isBuilt(directory)).toBe(false)
    const source = await write('src-main/engine/engine.ts', '')
    const outputs = [
      ...['desktop', 'preload', 'engine-thread', 'hash-thread', 'cli'].map((name) => `dist/main/${name}.cjs`),
      'dist/renderer/index.html'
    ]
    for (const name of outputs) await write(name, '')
    expect(await isBuilt(directory)).toBe(true)
    const later = new Date(Date.now() + 5000)
    await utimes(source, later, later)
    expect(await isBuilt(directory)).toBe(false)
    for (const name of outputs.slice(1)) await utimes(path.join(directory, name), later, later)
    expect(await isBuilt(directory)).toBe(false)
    await utimes(path.join(directory, outputs[0]!), later, later)
    expect(await isBuilt(directory)).toBe(true)
  })
})

describe('system packages', () => {
  const absent = { packages: ['no-such-package'], provides: { command: 'no-such-command' } }

  it('are missing when their command or library is', async () => {
    const needs = [
      { packages: ['libc6'], provides: { library: 'libc.so.6' } },
      { packages: ['coreutils'], provides: { command: 'ls' } },
      absent,
      { packages: ['libnothing'], provides: { library: 'libnothing.so.1' } }
    ]
    expect(await missingNeeds(needs)).toEqual(needs.slice(2))
    await ensureSystemPackages(needs.slice(0, 2), () => expect.fail('nothing is missing'))
  })

  it('are named with the command to run when nobody may install them', async () => {
    const script = `
      process.getuid = () => 1000
      const { ensureSystemPackages } = await import(${JSON.stringify(path.join(import.meta.dirname, 'system-packages.ts'))})
      await ensureSystemPackages([${JSON.stringify(absent)}], () => {}).catch((error) => console.log(error.message))`
    const tools = path.join(directory, 'bin')
    await write('bin/apt-get', '#!/bin/sh\n')
    await chmod(path.join(tools, 'apt-get'), 0o755)
    const env = { ...process.env, PATH: `${tools}${path.delimiter}${process.env['PATH'] ?? ''}` }
    const said = await output(process.execPath, ['--input-type=module', '-e', script], { env })
    expect(said).toContain('sudo apt-get install -y --no-install-recommends no-such-package')
  })
})

describe('running a program', () => {
  it('tells how it ended', async () => {
    const node = (script: string): Promise<number> =>
      exitCode(process.execPath, ['-e', script], { stdio: 'ignore' })
    expect(await node('process.exit(7)')).toBe(7)
    expect(await node("process.kill(process.pid, 'SIGKILL')")).toBe(137)
    await expect(
      output(process.execPath, ['-e', "console.error('because'); process.exit(3)"])
    ).rejects.toThrow(/ended with 3:\nbecause/)
    await expect(output('no-such-command', [])).rejects.toThrow(/ENOENT/)
  })
})

describe('the first step of shoal', () => {
  const bin = path.join(import.meta.dirname, '../../src-main/headless/bin/shoal.cjs')
  const under = (version: string, file: string): Promise<string> =>
    output(process.execPath, [
      '-e',
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: ${JSON.stringify(version)} } })
       process.stderr.write = (text) => process.stdout.write(text)
       process.on('exit', () => { process.stdout.write('exit code ' + process.exitCode); process.exitCode = 0 })
       require(${JSON.stringify(file)})`
    ])

  it.each(['20.20.2', '22.13.9', '0.10.48'])('refuses Node %s in a sentence', async (version) => {
    const said = await under(version, bin)
    expect(said).toContain(`Shoal needs Node 22.14 or newer; this is ${version}.`)
    expect(said).toContain('exit code 2')
  })

  it('says when the program is not built', async () => {
    const copy = await write('a/b/c/shoal.cjs', await readFile(bin, 'utf8'))
    const said = await under('22.14.0', copy)
    expect(said).toContain('npm run build')
    expect(said).toContain('exit code 2')
  })

  it('loads the program under a Node that is new enough', async () => {
    const copy = await write('a/b/c/shoal.cjs', await readFile(bin, 'utf8'))
    const beside = path.join(path.dirname(bin), 'compiled-code.cjs')
    await write('a/b/c/compiled-code.cjs', await readFile(beside, 'utf8'))
    await write('dist/main/cli.cjs', "process.stdout.write('loaded ')")
    for (const version of ['22.14.0', '24.0.0', '100.1.0'])
      expect(await under(version, copy)).toContain('loaded')
  })
})
