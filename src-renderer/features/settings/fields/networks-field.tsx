/** Networks, one in each line. */
import type { ReactElement } from 'react'
import { TextArea } from '../../../ui/controls.tsx'
import { strings } from '../../../ui/strings.ts'
import { isUsual, type Kept } from '../kept.ts'
import { refusalWords } from '../refusal-words.ts'
import { SettingRow } from '../setting-row.tsx'
import { useTyped, type Read } from '../use-typed.ts'
import styles from './fields.module.css'
import { ofRule } from './readers.ts'

const read = (text: string): Read<readonly string[]> => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const networks = [...new Set(lines)]
  const refusal = ofRule('allowPrivate')(networks)
  return refusal ? { ok: false, trouble: refusalWords(refusal) } : { ok: true, value: networks }
}

const LEAST_LINES = 2
const MOST_LINES = 8

export function NetworksField({ kept }: { readonly kept: Kept<readonly string[]> }): ReactElement {
  const typed = useTyped(kept, (networks) => networks.join('\n'), read)
  const lines = typed.text.split('\n').length
  return (
    <SettingRow
      item="allowPrivate"
      wide
      trouble={typed.trouble}
      onReset={isUsual(kept) ? undefined : typed.reset}
    >
      {({ name, description }) => (
        <TextArea
          className={styles.text}
          data-kind="lines"
          dir="ltr"
          rows={Math.max(LEAST_LINES, Math.min(MOST_LINES, lines))}
          value={typed.text}
          placeholder={strings.settings.networks.placeholder}
          aria-label={name}
          aria-describedby={description}
          aria-invalid={typed.trouble !== null}
          onChange={(event) => typed.onType(event.target.value)}
          onBlur={typed.onLeave}
          onKeyDown={(event) => {
            // A new line, and not yet the end.
            if (event.key !== 'Enter') typed.onKeyDown(event)
          }}
        />
      )}
    </SettingRow>
  )
}
