/** A setting that is typed into one line: checked as it is typed, kept when the typing rests. */
import type { ReactElement } from 'react'
import { TextInput } from '../../../ui/controls.tsx'
import { isUsual, type Kept } from '../kept.ts'
import type { ItemName } from '../items.ts'
import { SettingRow } from '../setting-row.tsx'
import { useTyped, type Read } from '../use-typed.ts'
import styles from './fields.module.css'

interface TextFieldProps<Value> {
  readonly item: ItemName
  readonly kept: Kept<Value>
  readonly placeholder?: string
  /** What became of what is kept; said where nothing is wrong with what is typed. */
  readonly hindrance?: string | null
  readonly inputMode?: 'numeric' | 'text'
  /** What is typed may be long, and is not in the language of the window. */
  readonly wide?: boolean
  write(value: Value): string
  read(text: string): Read<Value>
}

export function TextField<Value>({
  item,
  kept,
  placeholder,
  hindrance = null,
  inputMode = 'text',
  wide = false,
  write,
  read
}: TextFieldProps<Value>): ReactElement {
  const typed = useTyped(kept, write, read)
  return (
    <SettingRow
      item={item}
      wide={wide}
      trouble={typed.trouble ?? hindrance}
      onReset={isUsual(kept) ? undefined : typed.reset}
    >
      {({ name, description }) => (
        <TextInput
          className={styles.text}
          data-kind={wide ? 'address' : inputMode}
          dir={wide ? 'ltr' : undefined}
          inputMode={inputMode}
          value={typed.text}
          placeholder={placeholder}
          aria-label={name}
          aria-describedby={description}
          aria-invalid={typed.trouble !== null}
          onChange={(event) => typed.onType(event.target.value)}
          onBlur={typed.onLeave}
          onKeyDown={typed.onKeyDown}
        />
      )}
    </SettingRow>
  )
}
