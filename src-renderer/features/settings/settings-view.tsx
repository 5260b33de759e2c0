/**
 * The settings: sections at the side, the settings of one beside them, or those of all that a search means. Whatever is
 * changed is kept at once.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import type { SettingsSection } from '../../stores/view.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { sentencesOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { itemsFound, sectionsWith, type ItemName } from './items.ts'
import { SettingItem } from './setting-item.tsx'
import styles from './settings-view.module.css'

export function SettingsView(): ReactElement {
  const { view, policy, abilities } = useShoal()
  const sections = sectionsWith(useStore(abilities))
  const chosen = useStore(view, ({ section }) => section)
  const [search, setSearch] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  const pane = useRef<HTMLDivElement>(null)
  const words = strings.settings
  useEffect(() => {
    heading.current?.focus()
    void policy.getState().ask()
  }, [policy])
  const isSearching = search.trim() !== ''
  const shown = (isSearching ? sections : [chosen])
    .map((section) => ({ section, items: itemsFound(section, isSearching ? search : '') }))
    .filter(({ items }) => items.length > 0)
  const choose = (section: SettingsSection): void => {
    view.setState({ section })
    setSearch('')
    pane.current?.scrollTo({ top: 0 })
  }
  return (
    <div
      className={styles.view}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) view.setState({ screen: 'transfers' })
      }}
    >
      <header className={styles.header}>
        <IconButton icon="back" label={words.back} onPress={() => view.setState({ screen: 'transfers' })} />
        <h2 ref={heading} className={styles.heading} tabIndex={-1}>
          {words.title}
        </h2>
        <div className={styles.search} role="search">
          <SearchField
            search={search}
            label={words.search}
            placeholder={words.searchPlaceholder}
            onSearch={setSearch}
          />
        </div>
      </header>
      <div className={styles.body}>
        <nav className={styles.sections} aria-label={words.sectionsLabel}>
          <ul>
            {sections.map((section) => (
              <li key={section}>
                <button
                  type="button"
                  className={styles.section}
                  data-section={section}
                  aria-current={!isSearching && section === chosen}
                  onClick={() => choose(section)}
                >
                  {words.sections[section]}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div ref={pane} className={styles.pane}>
          <p className="visually-hidden" role="status">
            {isSearching && words.found(shown.reduce((sum, { items }) => sum + items.length, 0))}
          </p>
          {shown.map(({ section, items }) => (
            <Section key={section} section={section} items={items} />
          ))}
          {shown.length === 0 && <p className={styles.nothing}>{words.noMatch(search.trim())}</p>}
        </div>
      </div>
    </div>
  )
}

interface SectionProps {
  readonly section: SettingsSection
  readonly items: readonly ItemName[]
}

function Section({ section, items }: SectionProps): ReactElement {
  const { sections, intros } = strings.settings
  const intro = section in intros ? intros[section as keyof typeof intros] : null
  return (
    <section aria-label={sections[section]}>
      <h2 className={styles.title}>{sections[section]}</h2>
      {intro !== null && <p className={styles.intro}>{intro}</p>}
      {(section === 'helping' || section === 'cache') && <PolicyTrouble />}
      <ul className={styles.items}>
        {items.map((item) => (
          <SettingItem key={item} item={item} />
        ))}
      </ul>
    </section>
  )
}

/** Instead of settings that cannot be told: why. */
function PolicyTrouble(): ReactElement | null {
  const { policy } = useShoal()
  const now = useStore(policy, (state) => state.now)
  if (now.kind !== 'untold') return null
  return (
    <p className={styles.untold} role="status">
      {sentencesOf(now.problem)}
    </p>
  )
}
