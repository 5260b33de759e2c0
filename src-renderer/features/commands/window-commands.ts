/** Commands that are heard wherever the keyboard is: what is looked at, how it looks, and everything at once. */
import type { Shoal } from '../../bridge/shoal-context.ts'
import { THEMES } from '../../stores/appearance.ts'
import { summon } from '../../stores/summoned.ts'
import { FILTERS, SORTS } from '../../stores/view.ts'
import { languages } from '../../ui/languages.ts'
import { strings } from '../../ui/strings.ts'
import { canPause, canResume, pauseAll, resumeAll } from '../transfers/actions.ts'
import type { Command } from './command.ts'

const always = (): boolean => true
const isOpen = ({ transfers }: Shoal): boolean => transfers.getState().link === 'open'
const all = ({ transfers, removals }: Shoal) =>
  [...transfers.getState().byId.values()].filter(({ id }) => !removals.getState().hidden.has(id))

export const windowCommands: readonly Command[] = [
  {
    id: 'palette',
    words: () => strings.commands.palette,
    keys: ['Mod+K'],
    heard: 'anywhere',
    isOffered: false,
    applies: always,
    run: ({ summoned }) => summon(summoned, 'palette')
  },
  {
    id: 'shortcuts',
    words: () => strings.commands.shortcuts,
    keys: ['?', 'F1', 'Mod+/'],
    shownKeys: ['?', 'F1'],
    heard: 'anywhere',
    isOffered: true,
    applies: always,
    run: ({ summoned }) => summon(summoned, 'shortcuts')
  },
  {
    id: 'add',
    words: () => strings.commands.add,
    // Browsers keep Mod+N for themselves.
    keys: ['Mod+N', 'Mod+Enter'],
    shownKeys: ['Mod+N', 'Mod+Enter'],
    heard: 'anywhere',
    isOffered: true,
    // What is asked before the engine has answered waits for it.
    applies: ({ transfers }) => transfers.getState().link !== 'lost',
    run: ({ adding, reach }) => adding.getState().open(reach.getState().addField?.take() ?? '')
  },
  {
    id: 'add-field',
    words: () => strings.commands.addField,
    keys: ['Mod+L'],
    heard: 'anywhere',
    isOffered: true,
    applies: ({ reach }) => reach.getState().addField !== null,
    run: ({ reach }) => reach.getState().addField?.focus()
  },
  {
    id: 'search',
    words: () => strings.view.search,
    keys: ['Mod+F'],
    heard: 'anywhere',
    isOffered: true,
    applies: ({ reach }) => reach.getState().search !== null,
    run: ({ reach }) => reach.getState().search?.()
  },
  {
    id: 'pause-all',
    words: () => strings.commands.pauseAll,
    keys: [],
    heard: 'anywhere',
    isOffered: true,
    applies: (shoal) => isOpen(shoal) && all(shoal).some(canPause),
    run: (shoal) => pauseAll(shoal, all(shoal))
  },
  {
    id: 'resume-all',
    words: () => strings.commands.resumeAll,
    keys: [],
    heard: 'anywhere',
    isOffered: true,
    applies: (shoal) => isOpen(shoal) && all(shoal).some(canResume),
    run: (shoal) => resumeAll(shoal, all(shoal))
  },
  {
    id: 'nearby',
    words: () => strings.commands.show(strings.peers.title),
    keys: [`Mod+${FILTERS.length + 1}`],
    heard: 'anywhere',
    isOffered: true,
    applies: always,
    run: ({ view }) => view.setState({ screen: 'nearby' })
  },
  {
    id: 'settings',
    words: () => strings.settings.button,
    keys: ['Mod+,'],
    heard: 'anywhere',
    isOffered: true,
    applies: always,
    run: ({ view }) => view.setState({ screen: 'settings' })
  },
  ...FILTERS.map((filter, index): Command => ({
    id: `show-${filter}`,
    words: () => strings.commands.show(strings.nav.filters[filter]),
    keys: [`Mod+${index + 1}`],
    heard: 'anywhere',
    isOffered: true,
    applies: always,
    run: ({ view }) => view.setState({ screen: 'transfers', filter, category: null })
  })),
  ...SORTS.map((sort): Command => ({
    id: `sort-${sort}`,
    words: () => strings.commands.sort(strings.view.sorts[sort]),
    keys: [],
    heard: 'anywhere',
    isOffered: true,
    applies: ({ view }) => view.getState().filter !== 'queued' && view.getState().sort !== sort,
    run: ({ view }) => view.setState({ sort })
  })),
  ...THEMES.map((theme): Command => ({
    id: `theme-${theme}`,
    words: () => strings.commands.theme(strings.appearance.themes[theme]),
    keys: [],
    heard: 'anywhere',
    isOffered: true,
    applies: ({ appearance }) => appearance.getState().theme !== theme,
    run: ({ appearance }) => appearance.setState({ theme })
  })),
  ...Object.entries(languages).map(([code, { name, tag }]): Command => ({
    id: `language-${code}`,
    words: () => strings.commands.language(name),
    keys: [],
    heard: 'anywhere',
    isOffered: true,
    applies: () => document.documentElement.lang !== tag,
    run: ({ appearance }) => appearance.setState({ language: code })
  }))
]
