import { afterEach, describe, expect, test } from 'vitest'
import { formatBytes, formatDuration, formatRate, writtenNumbers } from './format.ts'
import { languageFor, languages } from './languages.ts'
import { speak, strings } from './strings.ts'

afterEach(() => speak('en', languages.en.messages))

test('a person is spoken to in the first of their languages that is spoken here', () => {
  expect(languageFor(['de-AT', 'ar-EG', 'en'])).toBe('ar')
  expect(languageFor(['en-GB', 'ar'])).toBe('en')
  expect(languageFor(['constructor', 'fi'])).toBe('en')
  expect(languageFor([])).toBe('en')
})

describe('plurals follow the language', () => {
  test('English', () => {
    expect([1, 2, 1200].map(languages.en.messages.view.count)).toEqual([
      '1 transfer',
      '2 transfers',
      '1,200 transfers'
    ])
  })

  test('Arabic has six', () => {
    expect([0, 1, 2, 3, 11, 100].map(languages.ar.messages.row.connections)).toEqual([
      'لا اتصالات',
      'اتصال واحد',
      'اتصالان',
      '3 اتصالات',
      '11 اتصالًا',
      '100 اتصال'
    ])
  })
})

test('once another language is spoken, words and numbers come in it', () => {
  expect(strings.row.pause).toBe('Pause')
  speak(languages.ar.tag, languages.ar.messages)
  expect(strings.row.pause).toBe('إيقاف مؤقت')
  expect([formatBytes(38_240_000), formatRate(1000), formatDuration(125)]).toEqual([
    '38.2\u00a0م.ب',
    '1.00\u00a0ك.ب/ث',
    '2\u00a0د\u00a05\u00a0ث'
  ])
})

test('what Arabic says of a log and of what limits a transfer is Arabic, with the same facts in it', () => {
  const { log, detail } = languages.ar.messages
  for (const line of Object.values(log)) {
    if (line === log.failed) continue
    expect(line({ reason: 'a reason' }, writtenNumbers)).toMatch(/[\u0620-\u064a]{2}/)
  }
  const { sentence } = detail.why
  const limited = sentence(
    { kind: 'server', source: 'a.example', connections: 2 },
    writtenNumbers,
    (source) => source.toUpperCase(),
    () => 0
  )
  expect(limited).toContain('\u2068A.EXAMPLE\u2069')
  expect(limited).toContain('اتصالين')
})

test('no message is the same in both languages, but for names and keys', () => {
  const texts = (value: unknown, path: string): [string, string][] =>
    typeof value === 'string'
      ? [[path, value]]
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => texts(inner, path === '' ? key : `${path}.${key}`))
        : []
  const arabic = new Map(texts(languages.ar.messages, ''))
  const same = texts(languages.en.messages, '').filter(([path, text]) => arabic.get(path) === text)
  expect(same.map(([path]) => path)).toEqual([
    'appName',
    'list.emptyShortcut',
    'list.emptyShortcutMac',
    'address.placeholder',
    'settings.patience.usual',
    'settings.userAgent.usual',
    'settings.proxy.placeholder',
    'settings.networks.placeholder'
  ])
})
