import { afterEach, expect, test } from 'vitest'
import { SETTINGS_SECTIONS } from '../../stores/view.ts'
import { languages } from '../../ui/languages.ts'
import { speak, strings } from '../../ui/strings.ts'
import { ITEMS, itemsFound } from './items.ts'

afterEach(() => speak('en', languages.en.messages))

test('every setting that has words stands in exactly one section', () => {
  const placed = SETTINGS_SECTIONS.flatMap((section): readonly string[] => ITEMS[section])
  expect([...placed].sort()).toEqual(Object.keys(strings.settings.items).sort())
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
