import { expect, test } from 'vitest'
import { DEFAULT_PEER_POLICY } from '../../../src-shared/model/peer-policy.ts'
import { DEFAULT_SETTINGS } from '../../../src-shared/model/settings.ts'
import { before, changesOf, MOST_FILE_BYTES, readSettingsFile, writeSettingsFile } from './settings-file.ts'

const appearance = { theme: 'dark', contrast: 'system', motion: 'reduced', language: 'ar' } as const
const settings = { ...DEFAULT_SETTINGS, mostActive: 3, proxy: 'http://proxy:3128', welcomed: true }

test('what was exported is imported as it was, but for the first start', () => {
  const { welcomed: _, ...carried } = settings
  expect(readSettingsFile(writeSettingsFile(settings, DEFAULT_PEER_POLICY, appearance))).toEqual({
    ok: true,
    file: { settings: carried, policy: DEFAULT_PEER_POLICY, appearance }
  })
})

test('a part of it is enough', () => {
  expect(readSettingsFile('{"format":"shoal-settings","version":1,"settings":{"mostActive":7}}')).toEqual({
    ok: true,
    file: { settings: { mostActive: 7 }, policy: {}, appearance: {} }
  })
})

const broken = (change: (text: string) => string): unknown => {
  const read = readSettingsFile(change(writeSettingsFile(settings, DEFAULT_PEER_POLICY, appearance)))
  return read.ok ? null : read.refusal
}

test('a file broken by hand is refused with the place of the mistake', () => {
  expect(broken((text) => text.replace('"mostActive": 3', '"mostActive": "3"'))).toEqual({
    kind: 'value',
    name: 'settings.mostActive',
    refusal: { kind: 'number', least: 1, most: 100 }
  })
  expect(broken((text) => text.replace('"mostActive"', '"mostActiv"'))).toMatchObject({
    name: 'settings.mostActiv',
    refusal: { kind: 'unknown' }
  })
  expect(broken((text) => text.replace('"dark"', '"pink"'))).toMatchObject({ name: 'appearance.theme' })
  expect(broken((text) => text.replace('"allowPrivate": []', '"allowPrivate": ["all"]'))).toMatchObject({
    name: 'policy.allowPrivate',
    refusal: { kind: 'network', text: 'all' }
  })
  expect(broken((text) => text.replace('"mkv"', '"../mkv"'))).toEqual({
    kind: 'value',
    name: 'settings.categories',
    refusal: { kind: 'extension', text: '../mkv' }
  })
  expect(broken((text) => text.replace('"id": "music"', '"id": "video"'))).toMatchObject({
    name: 'settings.categories',
    refusal: { kind: 'choice' }
  })
  expect(broken((text) => text.replace('"policy": {', '"polices": {'))).toMatchObject({ name: 'polices' })
  expect(broken((text) => text.replace('"mostActive": 3,', '"mostActive": 3 oops'))).toEqual({
    kind: 'notJson',
    line: 6
  })
  expect(broken((text) => text.slice(0, 200))).toMatchObject({ kind: 'notJson' })
  expect(broken((text) => text.replace('"version": 1', '"version": 2'))).toEqual({ kind: 'newer' })
})

test.each([
  ['', 'notJson'],
  ['[]', 'notSettings'],
  ['null', 'notSettings'],
  ['"shoal-settings"', 'notSettings'],
  ['{"name":"another program"}', 'notSettings'],
  ['{"format":"shoal-settings"}', 'notSettings'],
  ['\0\0\0', 'notJson'],
  [' '.repeat(MOST_FILE_BYTES + 1), 'tooLarge']
])('what is no settings file is refused (%#)', (text, kind) => {
  expect(readSettingsFile(text)).toMatchObject({ ok: false, refusal: { kind } })
})

test('only what differs is set, and can be set back', () => {
  const changes = changesOf(settings, { mostActive: 9, connections: 16, hours: [] })
  expect(changes).toEqual({ mostActive: 9 })
  expect(before(settings, changes)).toEqual({ mostActive: 3 })
})
