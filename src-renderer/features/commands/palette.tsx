/**
 * Finds a command or a transfer by a few letters and goes there. The field keeps the keyboard while the arrow keys go
 * through what was found; a screen reader hears both.
 */
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Collection } from 'react-aria-components/Collection'
import { Input } from 'react-aria-components/Input'
import { Header } from 'react-aria-components/Header'
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox'
import { TextField } from 'react-aria-components/TextField'
import { useStore } from 'zustand'
import { useShoal } from '../../bridge/shoal-context.ts'
import { icons } from '../../ui/icons.tsx'
import { gone, turnOf } from '../../stores/summoned.ts'
import { strings } from '../../ui/strings.ts'
import { KeyCaps } from './key-caps.tsx'
import { foundFor, type Found } from './palette-entries.ts'
import styles from './palette.module.css'

export function Palette(): ReactElement | null {
  const turn = useStore(useShoal().summoned, turnOf('palette'))
  return turn === null ? null : <OpenPalette key={turn} />
}

function OpenPalette(): ReactElement {
  const shoal = useShoal()
  const { summoned, transfers } = shoal
  const dialog = useRef<HTMLDialogElement>(null)
  const chosen = useRef<Found | null>(null)
  const [query, setQuery] = useState('')
  const byId = useStore(transfers, (state) => state.byId)
  // What applies and who is there can change while it is open.
  const groups = useMemo(() => foundFor(query, shoal, byId), [query, shoal, byId])
  const words = strings.commands

  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={words.palette}
      onClose={() => {
        gone(summoned)
        // Only now: the keyboard is back where it was, and the command may take it elsewhere.
        chosen.current?.run(shoal)
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
    >
      <Autocomplete inputValue={query} onInputChange={setQuery}>
        <TextField className={styles.field!} aria-label={words.palette}>
          {icons.search}
          <Input
            className={styles.input!}
            role="combobox"
            aria-expanded
            placeholder={words.palette}
            dir="auto"
            spellCheck={false}
          />
        </TextField>
        <ListBox
          className={styles.found!}
          aria-label={words.paletteLabel}
          items={groups}
          renderEmptyState={() => <p className={styles.nothing}>{words.nothing}</p>}
          onAction={(key) => {
            chosen.current = groups.flatMap(({ found }) => found).find((each) => each.id === key) ?? null
            dialog.current?.close()
          }}
        >
          {(group) => (
            <ListBoxSection id={group.id}>
              <Header className={styles.group}>{group.words}</Header>
              <Collection items={group.found}>
                {(found) => (
                  <ListBoxItem id={found.id} className={styles.item!} textValue={found.words}>
                    <span className={styles.words} dir="auto">
                      {found.words}
                    </span>
                    {found.beside !== null && (
                      <span className={styles.beside} dir="auto">
                        {found.beside}
                      </span>
                    )}
                    {found.keys !== null && <KeyCaps keys={found.keys} />}
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          )}
        </ListBox>
      </Autocomplete>
    </dialog>
  )
}
