/** Above the list: how many transfers it shows or what to do with those selected, a search, and their order. */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { SORTS } from '../../stores/view.ts'
import { ChoiceMenu } from '../../ui/choice-menu.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { PushButton } from '../../ui/push-button.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { strings } from '../../ui/strings.ts'
import { canPause, canResume, pauseAll, resumeAll, transfersOf } from '../transfers/actions.ts'
import styles from './toolbar.module.css'

/** `order`: what the list shows now. */
export function Toolbar({ order }: { readonly order: readonly TransferId[] }): ReactElement {
  const { view, selection } = useShoal()
  const anySelected = useStore(selection, ({ selected }) => selected.size > 0)
  const { filter, sort, search } = useStore(view)
  const words = strings.view
  return (
    <div className={styles.toolbar} role="search" aria-label={words.tools}>
      <p className={styles.count} role="status">
        {!anySelected && words.count(order.length)}
      </p>
      {anySelected && <ForSelected />}
      <SearchField
        search={search}
        label={words.search}
        placeholder={words.searchPlaceholder}
        onSearch={(typed) => view.setState({ search: typed })}
      />
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

/** Says how many are selected and offers what can be done with them. */
function ForSelected(): ReactElement {
  const shoal = useShoal()
  const { selection, removals, transfers } = shoal
  const selected = useStore(selection, (state) => state.selected)
  // What can be done depends on their states.
  useStore(transfers, (state) => state.byId)
  const chosen = transfersOf(shoal, selected)
  const words = strings.view
  return (
    <div className={styles.selected}>
      <p role="status">{words.selected(selected.size)}</p>
      {chosen.some(canPause) && (
        <IconButton icon="pause" label={words.pauseSelected} onPress={() => pauseAll(shoal, chosen)} />
      )}
      {chosen.some(canResume) && (
        <IconButton icon="resume" label={words.resumeSelected} onPress={() => resumeAll(shoal, chosen)} />
      )}
      <IconButton
        icon="remove"
        label={words.removeSelected}
        onPress={() => removals.getState().request(chosen)}
      />
      <PushButton
        label={words.selectNone}
        onPress={() => selection.setState({ selected: new Set(), anchor: null })}
      />
    </div>
  )
}
