/** Above the list: how many transfers it shows, a search over them, and their order. */
import { useEffect, useRef, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { SORTS } from '../../stores/view.ts'
import { ChoiceMenu } from '../../ui/choice-menu.tsx'
import { icons } from '../../ui/icons.tsx'
import { strings } from '../../ui/strings.ts'
import styles from './toolbar.module.css'

export function Toolbar({ count }: { readonly count: number }): ReactElement {
  const { view } = useShoal()
  const { filter, sort } = useStore(view)
  const words = strings.view
  return (
    <div className={styles.toolbar} role="search" aria-label={words.tools}>
      <p className={styles.count} role="status">
        {words.count(count)}
      </p>
      <Search />
      {/* The queue has an order of its own. */}
      {filter !== 'queued' && (
        <ChoiceMenu
          icon="sort"
          label={words.sorts[sort]}
          menuLabel={words.sortLabel}
          choices={SORTS.map((each) => ({ value: each, label: words.sorts[each] }))}
          chosen={sort}
          onChoose={(chosen) => view.setState({ sort: chosen })}
        />
      )}
    </div>
  )
}

function Search(): ReactElement {
  const { view } = useShoal()
  const search = useStore(view, (state) => state.search)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const find = (event: KeyboardEvent): void => {
      if (
        event.key.toLowerCase() !== 'f' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return
      event.preventDefault()
      field.current?.select()
      field.current?.focus()
    }
    window.addEventListener('keydown', find)
    return () => window.removeEventListener('keydown', find)
  }, [])
  return (
    <div className={styles.search}>
      {icons.search}
      <input
        ref={field}
        type="search"
        className={styles.field}
        value={search}
        aria-label={strings.view.search}
        placeholder={strings.view.searchPlaceholder}
        spellCheck={false}
        autoComplete="off"
        dir="auto"
        onChange={(event) => view.setState({ search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          view.setState({ search: '' })
        }}
      />
    </div>
  )
}
