import { afterEach, expect, test } from 'vitest'
import { ABILITIES } from '../../../src-shared/model/ability.ts'
import { SETTINGS_SECTIONS } from '../../stores/view.ts'
import { languages } from '../../ui/languages.ts'
import { speak, strings } from '../../ui/strings.ts'
import { ITEMS, itemsFound, sectionsWith } from './items.ts'

afterEach(() => speak('en', languages.en.messages))

test('every setting that has words stands in exactly one section', () => {
  const placed = SETTINGS_SECTIONS.flatMap((section): readonly string[] => ITEMS[section])
  expect([...placed].sort()).toEqual(Object.keys(strings.settings.items).sort())
})

test('what only a desktop does is not set where there is none', () => {
  expect(sectionsWith(new Set(ABILITIES))).toEqual(SETTINGS_SECTIONS)
  const elsewhere = sectionsWith(new Set())
  expect(SETTINGS_SECTIONS.filter((section) => !elsewhere.includes(section))).toEqual([
    'notifications',
    'desktop'
  ])
})

test('a search finds settings by name, effect and section, in whatever order the words come', () => {
  const found = (search: string): readonly string[] =>
    SETTINGS_SECTIONS.flatMap((section) => itemsFound(section, search))
  expect(found('upload')).toEqual(['uploadLimitBytesPerSecond'])
  expect(found('QUEUE')).toEqual(['mostActive'])
  expect(found('helping battery')).toEqual(['onBattery'])
  expect(found('appearance')).toEqual(ITEMS.appearance)
  expect(found('zeppelin')).toEqual([])
  speak(languages.ar.tag, languages.ar.messages)
  expect(found('الرفع')).toEqual(['uploadLimitBytesPerSecond'])
})
