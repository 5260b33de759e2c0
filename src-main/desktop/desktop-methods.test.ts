import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Transfer, TransferState } from '../../src-shared/model/transfer.ts'
import { desktopMethods } from './desktop-methods.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'shoal-desktop-methods-'))
})
afterEach(() => rm(directory, { recursive: true }))

function desktop(state: TransferState, refusal = '') {
  const did: string[] = []
  const transfer = { id: 'a', name: 'a.iso', directory, state } as Transfer
  const methods = desktopMethods(
    { get: (id) => (id === 'a' ? transfer : undefined) },
    path.join(directory, 'state'),
    {
      openPath: async (file) => {
        did.push(`open ${path.relative(directory, file)}`)
        return refusal
      },
      showItemInFolder: (file) => void did.push(`show ${path.relative(directory, file)}`)
    },
    {
      chooseFolder: (startAt) => Promise.resolve(startAt === null ? null : { path: startAt }),
      save: (name) => Promise.resolve({ path: name })
    }
  )
  return { did, methods }
}
const done = (): TransferState => ({ kind: 'done', path: path.join(directory, 'a.iso'), finishedAtMs: 0 })

test('a finished file is opened and shown', async () => {
  await writeFile(path.join(directory, 'a.iso'), '')
  const { did, methods } = desktop(done())
  await methods['desktop.open']({ id: 'a' })
  await methods['desktop.showInFolder']({ id: 'a' })
  expect(did).toEqual(['open a.iso', 'show a.iso'])
})

test('the folder of its own state is opened, and why not is said', async () => {
  const { did, methods } = desktop(done())
  await methods['desktop.openStateFolder'](null)
  expect(did).toEqual(['open state'])
  const refused = desktop(done(), 'no program for it').methods
  await expect(refused['desktop.openStateFolder'](null)).rejects.toMatchObject({ code: 'open-failed' })
})

test('a partial file is never opened, but shown', async () => {
  await writeFile(path.join(directory, 'a.iso.part'), '')
  const { did, methods } = desktop({ kind: 'paused' })
  await expect(methods['desktop.open']({ id: 'a' })).rejects.toMatchObject({ code: 'open-failed' })
  await methods['desktop.showInFolder']({ id: 'a' })
  expect(did).toEqual(['show a.iso.part'])
})

test('a file that somebody moved away is named; its folder still opens', async () => {
  const { did, methods } = desktop(done())
  await expect(methods['desktop.open']({ id: 'a' })).rejects.toMatchObject({ code: 'file-missing' })
  await methods['desktop.showInFolder']({ id: 'a' })
  expect(did).toEqual(['open '])
})

test("the system's refusal is passed on", async () => {
  await writeFile(path.join(directory, 'a.iso'), '')
  const { methods } = desktop(done(), 'no program for it')
  await expect(methods['desktop.open']({ id: 'a' })).rejects.toThrow(/no program for it/)
})

test('a transfer nobody knows opens nothing', async () => {
  const { did, methods } = desktop(done())
  await expect(methods['desktop.open']({ id: 'b' })).rejects.toMatchObject({ code: 'transfer-unknown' })
  expect(did).toEqual([])
})
