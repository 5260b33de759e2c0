/** The settings in the order in which they stand, each in its section, and which of them a search means. Pure. */
import type { Ability } from '../../../src-shared/model/ability.ts'
import { SETTINGS_SECTIONS, type SettingsSection } from '../../stores/view.ts'
import { strings } from '../../ui/strings.ts'

export const ITEMS = {
  files: ['downloadDirectory', 'categories', 'readBack'],
  speed: ['limitBytesPerSecond', 'hours'],
  transfers: ['mostActive', 'connections', 'proxy'],
  helping: [
    'membership',
    'mostContributions',
    'uploadLimitBytesPerSecond',
    'bytesPerDay',
    'peerHours',
    'onMeteredLink',
    'onBattery',
    'shareFinished',
    'allowPrivate'
  ],
  cache: ['cacheBytes', 'cacheContents'],
  network: ['peerInterfaces', 'peerPort'],
  appearance: ['theme', 'contrast', 'motion', 'language'],
  notifications: [
    'notifyDone',
    'notifyFailed',
    'notifyNeedsYou',
    'notifyPairing',
    'notifyHelping',
    'notifySound'
  ],
  desktop: ['closeToTray', 'whenDone', 'whenAllDone'],
  advanced: ['patienceHours', 'userAgent', 'stateFolder'],
  backup: ['exportFile', 'importFile']
} as const satisfies Readonly<Record<SettingsSection, readonly (keyof typeof strings.settings.items)[]>>

/** A section of what only some hosts of a page do is there where they do it. */
const NEEDED: Readonly<Partial<Record<SettingsSection, Ability>>> = {
  notifications: 'habits',
  desktop: 'habits'
}

export const sectionsWith = (abilities: ReadonlySet<Ability>): readonly SettingsSection[] =>
  SETTINGS_SECTIONS.filter((section) => {
    const needed = NEEDED[section]
    return needed === undefined || abilities.has(needed)
  })

export type ItemName = (typeof ITEMS)[SettingsSection][number]

/** Those of a section in which every word of the search occurs; its own name counts for all of them. */
export function itemsFound(section: SettingsSection, search: string): readonly ItemName[] {
  const { sections, items } = strings.settings
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean)
  return ITEMS[section].filter((item) => {
    const said = `${sections[section]} ${items[item].title} ${items[item].effect}`.toLowerCase()
    return wanted.every((word) => said.includes(word))
  })
}
