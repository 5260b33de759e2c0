/** Hours of the week with a rule of their own: a list that grows and shrinks, each entry kept as it is changed. */
import { useRef, useState, type ReactElement } from 'react'
import { MOST_HOURS, type Hours, type Rule } from '../../../../src-shared/model/settings.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { strings } from '../../../ui/strings.ts'
import type { ItemName } from '../items.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import { HoursEntry } from './hours-entry.tsx'
import styles from './hours.module.css'

interface HoursFieldProps {
  readonly item: ItemName
  readonly kept: Kept<readonly Hours[]>
  /** What may hold in them, in words. */
  readonly rules: readonly { readonly kind: Rule['kind']; readonly label: string }[]
}

/** Working days, from nine to five: what people mean most, and easily changed. */
const NEW: Hours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  fromMinute: 9 * 60,
  toMinute: 17 * 60,
  rule: { kind: 'paused' }
}

export function HoursField({ item, kept, rules }: HoursFieldProps): ReactElement {
  const [trouble, setTrouble] = useState<string | null>(null)
  const words = strings.settings.hours
  /** Said, and not confirmed yet: what is changed next builds on it, or it would be lost. */
  const [said, setSaid] = useState<readonly Hours[] | null>(null)
  const unconfirmed = useRef(0)
  const shown = said ?? kept.value
  const keep = (hours: readonly Hours[]): void => {
    setSaid(hours)
    unconfirmed.current++
    void kept.keep(hours).then((wrong) => {
      setTrouble(wrong)
      if (--unconfirmed.current === 0) setSaid(null)
    })
  }
  return (
    <SettingRow
      item={item}
      wide
      trouble={trouble}
      onReset={isUsual({ ...kept, value: shown }) ? undefined : () => keep(kept.usual)}
    >
      {({ label, description }) => (
        <div className={styles.hours} role="group" aria-labelledby={label} aria-describedby={description}>
          {shown.length === 0 && <p className={styles.none}>{words.none}</p>}
          <ol className={styles.list}>
            {shown.map((entry, index) => (
              // They have no name but their place, and their place decides.
              <HoursEntry
                key={index}
                place={index + 1}
                hours={entry}
                rules={rules}
                onChange={(changed) => keep(shown.map((each, at) => (at === index ? changed : each)))}
                onRemove={() => keep(shown.filter((_, at) => at !== index))}
              />
            ))}
          </ol>
          {shown.length < MOST_HOURS && (
            <PushButton label={words.add} onPress={() => keep([...shown, NEW])} />
          )}
        </div>
      )}
    </SettingRow>
  )
}
