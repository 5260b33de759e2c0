/** The window's inline-start edge: its mark, the sections with what each holds, and how the window looks. */
import { useMemo, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { isNear } from '../../stores/nearby.ts'
import { summon } from '../../stores/summoned.ts'
import { FILTERS, type Filter } from '../../stores/view.ts'
import { categoryIcon, categoryName, THE_OTHERS } from '../../ui/category-look.ts'
import type { IconName } from '../../ui/icons.tsx'
import { Mark } from '../../ui/mark.tsx'
import { SideButton } from '../../ui/side-button.tsx'
import { strings } from '../../ui/strings.ts'
import { AppearanceMenu } from '../appearance/appearance-menu.tsx'
import { OpenSettings } from '../settings/open-settings.tsx'
import { countByCategory, countByFilter } from '../transfers/shown.ts'
import styles from './sidebar.module.css'

interface SidebarProps {
  readonly appearanceOpen: boolean
  onAppearanceOpen(isOpen: boolean): void
}

export const Sidebar = ({ appearanceOpen, onAppearanceOpen }: SidebarProps): ReactElement => (
  <div className={styles.sidebar}>
    <h1 className={styles.brand}>
      <Mark size={30} />
      <span className={styles.name}>{strings.appName}</span>
    </h1>
    <nav className={styles.nav} aria-label={strings.nav.label}>
      <TransferFilters />
      <Network />
      <Categories />
    </nav>
    <div className={styles.foot}>
      <ShortcutsButton />
      <OpenSettings />
      <AppearanceMenu isOpen={appearanceOpen} onOpenChange={onAppearanceOpen} />
    </div>
  </div>
)

/** The visible way to what the keys do. */
function ShortcutsButton(): ReactElement {
  const { summoned } = useShoal()
  const words = strings.commands
  return (
    <SideButton
      icon="keyboard"
      label={words.button}
      title={words.shortcuts}
      onPress={() => summon(summoned, 'shortcuts')}
    />
  )
}

const SIGNS: Readonly<Record<Filter, IconName>> = {
  all: 'all',
  active: 'arriving',
  queued: 'clock',
  paused: 'pause',
  done: 'check',
  failed: 'alert'
}

function TransferFilters(): ReactElement {
  const { transfers, removals, view } = useShoal()
  const byId = useStore(transfers, (state) => state.byId)
  const chosen = useStore(view, ({ screen, filter, category }) =>
    screen === 'transfers' && category === null ? filter : null
  )
  const hidden = useStore(removals, (state) => state.hidden)
  const counts = useMemo(() => countByFilter(byId.values(), hidden), [byId, hidden])
  return (
    <section>
      <h2 className={styles.section}>{strings.nav.transfers}</h2>
      <ul>
        {FILTERS.map((filter) => (
          <li key={filter}>
            <SideButton
              icon={SIGNS[filter]}
              label={strings.nav.filters[filter]}
              count={counts[filter]}
              isAlarming={filter === 'failed'}
              aria-current={filter === chosen}
              data-filter={filter}
              onPress={() => view.setState({ screen: 'transfers', filter, category: null })}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Those that any transfer has; another press shows all again. */
function Categories(): ReactElement | null {
  const { transfers, removals, settings, view } = useShoal()
  const byId = useStore(transfers, (state) => state.byId)
  const hidden = useStore(removals, (state) => state.hidden)
  const categories = useStore(settings, ({ now }) => now?.settings.categories)
  const kept = useStore(view, ({ category }) => category)
  const isShown = useStore(view, ({ screen }) => screen === 'transfers')
  const counts = useMemo(
    () => countByCategory(byId.values(), hidden, categories ?? []),
    [byId, hidden, categories]
  )
  if (!categories) return null
  // The chosen one stays while it is empty: nobody should lose their way back.
  const there = [...categories, THE_OTHERS].filter(({ id }) => counts.has(id) || id === kept)
  if (there.length === 0) return null
  return (
    <section>
      <h2 className={styles.section}>{strings.nav.categories}</h2>
      <ul>
        {there.map((category) => (
          <li key={category.id}>
            <SideButton
              icon={categoryIcon(category)}
              label={categoryName(category)}
              count={counts.get(category.id) ?? 0}
              aria-current={isShown && category.id === kept}
              data-category={category.id}
              onPress={() =>
                view.setState({
                  screen: 'transfers',
                  filter: 'all',
                  category: isShown && category.id === kept ? null : category.id
                })
              }
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Network(): ReactElement {
  const { nearby, view } = useShoal()
  const isChosen = useStore(view, ({ screen }) => screen === 'nearby')
  const near = useStore(nearby, ({ settled }) => [...settled.values()].filter(isNear).length)
  const words = strings.peers
  return (
    <section>
      <h2 className={styles.section}>{words.section}</h2>
      <SideButton
        icon="nearby"
        label={words.title}
        count={near}
        aria-current={isChosen}
        data-screen="nearby"
        onPress={() => view.setState({ screen: 'nearby' })}
      />
    </section>
  )
}
