/** Where a screen is searched. Escape empties it. While it is shown, commands may bring the keyboard here. */
import { useEffect, useRef, type ReactElement } from 'react'
import { useShoal } from '../bridge/shoal-context.ts'
import { FieldBox, TextInput } from './controls.tsx'
import { icons } from './icons.tsx'
import styles from './search-field.module.css'

interface SearchFieldProps {
  readonly search: string
  readonly label: string
  readonly placeholder: string
  onSearch(search: string): void
}

export function SearchField({ search, label, placeholder, onSearch }: SearchFieldProps): ReactElement {
  const { reach } = useShoal()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const find = (): void => {
      field.current?.select()
      field.current?.focus()
    }
    reach.setState({ search: find })
    // Another screen's may have come already.
    return () => reach.setState(({ search }) => (search === find ? { search: null } : {}))
  }, [reach])
  return (
    <FieldBox className={styles.search}>
      {icons.search}
      <TextInput
        ref={field}
        look="bare"
        type="search"
        value={search}
        aria-label={label}
        placeholder={placeholder}
        dir="auto"
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || search === '') return
          event.preventDefault()
          onSearch('')
        }}
      />
    </FieldBox>
  )
}
