import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AddTransfer } from '../../../src-shared/contract/contract.ts'
import { DEFAULT_SETTINGS } from '../../../src-shared/model/settings.ts'
import type { Engine } from '../../engine/engine.ts'
import { methodsOf } from './methods-of.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shoal-methods-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const settingsWith = (downloadDirectory: string | null): Pick<Engine, 'settings'> => ({
  settings: () => ({ settings: { ...DEFAULT_SETTINGS, downloadDirectory }, inForce: { kind: 'unlimited' } })
})
const engineThat = (parts: Partial<Engine>): Engine => ({ ...settingsWith(null), ...parts }) as Engine
const app = (downloadDirectory: string, resume: 'all' | 'none' = 'all') => ({
  version: '1.2.3',
  stateDirectory: '/state',
  downloadDirectory,
  resume
})

test('the default folder is made when it is not there, a named one is not', async () => {
  const asked: AddTransfer[] = []
  const engine = engineThat({ add: (request) => (asked.push(request), Promise.resolve('id')) })
  const named = join(folder, 'named')
  const downloads = join(folder, 'Downloads')
  const methods = methodsOf(engine, app(downloads), null)
  expect(await methods['transfers.add']({ uri: 'u', directory: named })).toEqual({ id: 'id' })
  expect(existsSync(downloads)).toBe(false)
  await methods['transfers.add']({ uri: 'u' })
  expect(existsSync(downloads)).toBe(true)
  expect(existsSync(named)).toBe(false)
  expect(asked).toEqual([{ uri: 'u', directory: named }, { uri: 'u' }])
})

test('the folder that the settings name is told, and made when it is not there', async () => {
  const chosen = join(folder, 'chosen')
  const engine = engineThat({ ...settingsWith(chosen), add: () => Promise.resolve('id') })
  const methods = methodsOf(engine, app(join(folder, 'Downloads')), null)
  expect(await methods['app.info'](null)).toMatchObject({ downloadDirectory: chosen })
  await methods['transfers.add']({ uri: 'u' })
  expect(existsSync(chosen)).toBe(true)
  expect(existsSync(join(folder, 'Downloads'))).toBe(false)
})

test('the default folder is not made on a disk that is not plugged in', async () => {
  const methods = methodsOf(
    engineThat({ add: () => Promise.resolve('id') }),
    app(join(folder, 'usb', 'Downloads')),
    null
  )
  await methods['transfers.add']({ uri: 'u' })
  expect(existsSync(join(folder, 'usb'))).toBe(false)
})

test('the runtime is named with its version', async () => {
  const info = await methodsOf(engineThat({}), app('/files'), null)['app.info'](null)
  expect(info).toEqual({
    version: '1.2.3',
    runtime: `Node ${process.versions.node}`,
    stateDirectory: '/state',
    downloadDirectory: '/files',
    resident: true
  })
})

test('an engine that does one thing and ends does not say that it stays', async () => {
  const info = await methodsOf(engineThat({}), app('/files', 'none'), null)['app.info'](null)
  expect(info.resident).toBe(false)
})
