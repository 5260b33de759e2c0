import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemDialogs } from './system-dialogs.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'shoal-dialogs-'))))
afterEach(() => rm(folder, { recursive: true }))

const dialogsThat = (answers: { readonly folders?: string[]; readonly file?: string }) =>
  systemDialogs(
    {
      showOpenDialog: () =>
        Promise.resolve({
          canceled: !answers.folders,
          filePaths: answers.folders ?? []
        }),
      showSaveDialog: () =>
        Promise.resolve({
          canceled: !answers.file,
          filePath: answers.file ?? ''
        })
    },
    () => null
  )

test('a folder is the one that was chosen, or none', async () => {
  expect(await dialogsThat({ folders: ['/films'] }).chooseFolder(null)).toEqual({ path: '/films' })
  expect(await dialogsThat({}).chooseFolder('/home')).toBeNull()
})

test('a file that is written replaces the one of that name as a whole, and is its owner’s alone', async () => {
  const file = path.join(folder, 'settings.json')
  await writeFile(file, 'something longer that was there before')
  expect(await dialogsThat({ file }).save('x.json', '{}')).toEqual({ path: file })
  expect(await readFile(file, 'utf8')).toBe('{}')
  expect((await stat(file)).mode & 0o077).toBe(0)
  expect(await readdir(folder)).toEqual(['settings.json'])
})

test('what cannot be written is told with the system’s reason, and nothing is left of it', async () => {
  const file = path.join(folder, 'missing', 'settings.json')
  await expect(dialogsThat({ file }).save('x.json', '{}')).rejects.toMatchObject({
    code: 'settings-not-written',
    problem: { message: expect.stringContaining('ENOENT') as string }
  })
  expect(await dialogsThat({}).save('x.json', '{}')).toBeNull()
  expect(await readdir(folder)).toEqual([])
})
