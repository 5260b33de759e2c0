import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemDisk } from './system-disk.ts'

const onLinux = test.runIf(process.platform === 'linux')

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shoal-disk-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

test('bytes go where they were told, in any order, from the part of the buffer named', async () => {
  const file = await systemDisk.open(at('a'), 'create')
  const buffer = Buffer.from('..hello world..')
  await Promise.all([file.write(buffer, 8, 5, 6), file.write(buffer, 2, 6, 0)])
  await file.write(buffer, 0, 0, 100)
  await file.sync()
  await file.close()
  expect(readFileSync(at('a'), 'utf8')).toBe('hello world')
})

test('a file gives back what stands at a place, and less only at its end', async () => {
  writeFileSync(at('a'), 'hello world')
  const file = await systemDisk.open(at('a'), 'existing')
  expect(Buffer.from(await file.read(Buffer.alloc(5), 6)).toString()).toBe('world')
  expect(Buffer.from(await file.read(Buffer.alloc(100), 9)).toString()).toBe('ld')
  expect(await file.read(Buffer.alloc(4), 100)).toHaveLength(0)
  await file.close()
})

test('creating refuses a name that is taken; opening refuses one that is not there', async () => {
  writeFileSync(at('a'), 'mine')
  await expect(systemDisk.open(at('a'), 'create')).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(systemDisk.open(at('b'), 'existing')).rejects.toMatchObject({ code: 'ENOENT' })
  await (await systemDisk.open(at('a'), 'existing')).close()
  expect(readFileSync(at('a'), 'utf8')).toBe('mine')
})

test('a lengthened file is sparse, and says so', async () => {
  const file = await systemDisk.open(at('a'), 'create')
  await file.truncate(64 * 1024 * 1024)
  await file.write(Buffer.alloc(8_192, 1), 0, 8_192, 32 * 1024 * 1024)
  await file.sync()
  const { length, allocatedBytes, linked } = await file.stat()
  expect(length).toBe(64 * 1024 * 1024)
  expect(allocatedBytes).toBeGreaterThanOrEqual(8_192)
  expect(allocatedBytes).toBeLessThan(1024 * 1024)
  expect(linked).toBe(true)
  await file.close()
})

test('an open file whose name was deleted is no longer linked', async () => {
  const file = await systemDisk.open(at('a'), 'create')
  unlinkSync(at('a'))
  expect(await file.stat()).toMatchObject({ linked: false })
  await file.close()
})

onLinux('a write to a full disk rejects with the system’s own error', async () => {
  const file = await systemDisk.open('/dev/full', 'existing')
  await expect(file.write(Buffer.alloc(10), 0, 10, 0)).rejects.toMatchObject({ code: 'ENOSPC' })
  await file.close()
})

test('a dangling link is a name that is taken', async () => {
  symlinkSync(at('nowhere'), at('link'))
  expect(await systemDisk.exists(at('link'))).toBe(true)
  expect(await systemDisk.exists(at('nothing'))).toBe(false)
  writeFileSync(at('file'), '')
  expect(await systemDisk.exists(join(at('file'), 'below'))).toBe(false)
})

test('folders are told from files and from nothing', async () => {
  writeFileSync(at('file'), '')
  mkdirSync(at('folder'))
  expect(await systemDisk.isDirectory(at('folder'))).toBe(true)
  expect(await systemDisk.isDirectory(at('file'))).toBe(false)
  expect(await systemDisk.isDirectory(at('nothing'))).toBe(false)
})

onLinux('free space agrees with df', async () => {
  const told = Number(
    execFileSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' }).split('\n')[1]
  )
  const free = await systemDisk.freeBytes(folder)
  expect(Math.abs(free - told)).toBeLessThan(1024 ** 3)
  expect(free).toBeGreaterThan(0)
})

test('a file is removed, and its folder synced', async () => {
  writeFileSync(at('a'), '')
  await systemDisk.remove(at('a'))
  await systemDisk.syncDirectory(folder)
  expect(readdirSync(folder)).toEqual([])
  await expect(systemDisk.remove(at('a'))).rejects.toMatchObject({ code: 'ENOENT' })
})
