/** One entry of hours: its days, from when to when, and what holds then. */
import { useId, type ReactElement } from 'react'
import { WEEKDAYS, type Hours, type Rule, type Weekday } from '../../../../src-shared/model/settings.ts'
import { Select, TextInput } from '../../../ui/controls.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { strings } from '../../../ui/strings.ts'
import { minuteOf, timeOf } from '../clock-time.ts'
import type { Kept } from '../kept.ts'
import { useTyped } from '../use-typed.ts'
import fieldStyles from './fields.module.css'
import styles from './hours.module.css'
import { ofSetting, rates } from './readers.ts'

interface HoursEntryProps {
  readonly place: number
  readonly hours: Hours
  readonly rules: readonly { readonly kind: Rule['kind']; readonly label: string }[]
  onChange(hours: Hours): void
  onRemove(): void
}

/** Slow enough to leave room for others, and changed at once by whoever wants another. */
const NEW_LIMIT_BYTES_PER_SECOND = 1_000_000

const ruleOf = (kind: Rule['kind']): Rule =>
  kind === 'limited' ? { kind, bytesPerSecond: NEW_LIMIT_BYTES_PER_SECOND } : { kind }

export function HoursEntry({ place, hours, rules, onChange, onRemove }: HoursEntryProps): ReactElement {
  const words = strings.settings.hours
  const { days, fromMinute, toMinute, rule } = hours
  const toggled = (day: Weekday): readonly Weekday[] =>
    WEEKDAYS.filter((each) => (each === day ? !days.includes(day) : days.includes(each)))
  const time = (label: string, minute: number, set: (minute: number) => void): ReactElement => (
    <label className={styles.time}>
      {label}
      <TextInput
        type="time"
        value={timeOf(minute)}
        onChange={(event) => {
          const chosen = minuteOf(event.target.value)
          // Half of a time is none yet.
          if (chosen !== null) set(chosen)
        }}
      />
    </label>
  )
  return (
    <li>
      <div className={styles.entry} role="group" aria-label={words.entry(place)}>
        <div className={styles.days} role="group" aria-label={words.days}>
          {WEEKDAYS.map((day) => (
            <label key={day} className={styles.day}>
              <input
                type="checkbox"
                className={styles.check}
                checked={days.includes(day)}
                onChange={() => onChange({ ...hours, days: toggled(day) })}
              />
              {strings.settings.weekdays[day]}
            </label>
          ))}
        </div>
        <div className={styles.line}>
          {time(words.from, fromMinute, (minute) => onChange({ ...hours, fromMinute: minute }))}
          {time(words.to, toMinute, (minute) => onChange({ ...hours, toMinute: minute }))}
          <Select
            aria-label={words.rule}
            value={rule.kind}
            onChange={(event) => {
              const chosen = rules.find(({ kind }) => kind === event.target.value)
              if (chosen) onChange({ ...hours, rule: ruleOf(chosen.kind) })
            }}
          >
            {rules.map(({ kind, label }) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
          {rule.kind === 'limited' && (
            <LimitOfHours
              kept={{
                value: rule.bytesPerSecond,
                usual: NEW_LIMIT_BYTES_PER_SECOND,
                keep(bytesPerSecond) {
                  onChange({ ...hours, rule: { kind: 'limited', bytesPerSecond } })
                  return Promise.resolve(null)
                }
              }}
            />
          )}
          <IconButton icon="remove" label={words.remove(place)} onPress={onRemove} />
        </div>
        <p className={styles.note}>
          {days.length === 0 ? words.never : toMinute <= fromMinute ? words.nextDay : null}
        </p>
      </div>
    </li>
  )
}

const limits = rates(ofSetting('limitBytesPerSecond'))

function LimitOfHours({ kept }: { readonly kept: Kept<number> }): ReactElement {
  const troubleId = useId()
  const typed = useTyped(kept, limits.write, (text) => {
    const read = limits.read(text.trim() === '' ? '0' : text)
    return read.ok && read.value !== null
      ? { ok: true, value: read.value }
      : (read as { ok: false; trouble: string })
  })
  return (
    <>
      <TextInput
        className={fieldStyles.text}
        data-kind="short"
        value={typed.text}
        aria-label={strings.settings.hours.limit}
        aria-describedby={troubleId}
        aria-invalid={typed.trouble !== null}
        onChange={(event) => typed.onType(event.target.value)}
        onBlur={typed.onLeave}
        onKeyDown={typed.onKeyDown}
      />
      <span className={styles.trouble} id={troubleId} role="status">
        {typed.trouble}
      </span>
    </>
  )
}
