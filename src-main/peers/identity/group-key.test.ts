/** The group key's file: what is taken for a key, and what is not. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGroupKey, readGroupKey } from './group-key.ts'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shoal-group-'))
  file = path.join(directory, 'group.key')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const posix = process.platform !== 'win32'
const secret = randomBytes(32)
const write = (content: string | Buffer, mode = 0o600): Promise<void> => writeFile(file, content, { mode })

describe('a new group key', () => {
  it('can be read by its owner alone, and is another one each time', async () => {
    await createGroupKey(file)
    await createGroupKey(`${file}2`)
    if (posix) expect((await stat(file)).mode & 0o777).toBe(0o600)
    const [one, two] = await Promise.all([readGroupKey(file), readGroupKey(`${file}2`)])
    expect(one.symmetricKeySize).toBe(32)
    expect(one.export()).not.toEqual(two.export())
  })

  it('never takes the place of a file', async () => {
    await write('mine')
    await expect(createGroupKey(file)).rejects.toMatchObject({ code: 'group-key-unwritable' })
    expect(await readFile(file, 'utf8')).toBe('mine')
  })
})

describe('reading a group key', () => {
  it.each([
    ['hex', secret.toString('hex')],
    ['upper-case hex with a line end', `${secret.toString('hex').toUpperCase()}\r\n`],
    ['base64', `${secret.toString('base64')}\n`],
    ['base64 for URLs', secret.toString('base64url')],
    ['bytes as they are', secret]
  ])('takes %s', async (_, content) => {
    await write(content)
    expect((await readGroupKey(file)).export()).toEqual(secret)
  })

  it('takes more bytes than needed', async () => {
    const long = Buffer.concat([secret, randomBytes(1000)])
    await write(long)
    expect((await readGroupKey(file)).export()).toEqual(long)
  })

  it.each([
    ['nothing', ''],
    ['31 bytes', secret.subarray(1)],
    ['31 bytes in hex', secret.toString('hex').slice(2)],
    ['31 bytes in base64', secret.subarray(1).toString('base64')],
    ['a sentence', 'correct horse battery staple, and then some more words to make it long'],
    ['two lines', `${secret.toString('hex')}\n${secret.toString('hex')}`],
    ['an odd number of hex digits', `${secret.toString('hex')} a`],
    ['zeros', Buffer.alloc(64)],
    ['zeros in hex', '0'.repeat(64)]
  ])('refuses %s', async (_, content) => {
    await write(content)
    await expect(readGroupKey(file)).rejects.toMatchObject({ code: 'group-key-weak' })
  })

  it.runIf(posix).each([0o604, 0o602, 0o601, 0o620, 0o644])('refuses a file of mode %o', async (mode) => {
    await write(secret)
    await chmod(file, mode)
    await expect(readGroupKey(file)).rejects.toMatchObject({ code: 'group-key-exposed' })
  })

  it.runIf(posix).each([0o400, 0o440, 0o640])('takes a file of mode %o', async (mode) => {
    await write(secret)
    await chmod(file, mode)
    expect((await readGroupKey(file)).export()).toEqual(secret)
  })

  it('says that there is none', async () => {
    await expect(readGroupKey(file)).rejects.toMatchObject({ code: 'group-key-missing' })
  })

  it('says that it is a folder', async () => {
    await expect(readGroupKey(directory)).rejects.toMatchObject({ code: 'group-key-unreadable' })
  })

  it('never shows the key', async () => {
    await write(secret.toString('hex'))
    expect(JSON.stringify(await readGroupKey(file))).toBe('{}')
  })
})
