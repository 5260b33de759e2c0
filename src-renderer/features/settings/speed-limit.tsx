/**
 * The limit of all transfers together, in the window's foot: a choice of round rates, and what the hours of the
 * schedule make of it while they hold.
 */
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { SettingsNow } from '../../../src-shared/model/settings.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { formatRate } from '../../ui/format.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import styles from './speed-limit.module.css'

/** Bytes a second. */
const CHOICES = [1e5, 2.5e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8]
const NO_LIMIT = 'none'

export function SpeedLimit(): ReactElement | null {
  const { client, settings, toasts } = useShoal()
  const now = useStore(settings, (state) => state.now)
  if (!now) return null
  const limit = now.settings.limitBytesPerSecond
  const choose = (value: string): void => {
    const limitBytesPerSecond = value === NO_LIMIT ? null : Number(value)
    client.call('settings.set', { limitBytesPerSecond }).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      toasts.getState().show(message, advice)
    })
  }
  // One that was set elsewhere, on the command line of a script for instance, is a choice like any other.
  const choices = [...new Set([...CHOICES, ...(limit === null ? [] : [limit])])].sort((a, b) => a - b)
  return (
    <label className={styles.limit}>
      {strings.speedLimit.label}
      <select
        className={styles.choice}
        value={limit ?? NO_LIMIT}
        onChange={(event) => choose(event.target.value)}
      >
        <option value={NO_LIMIT}>{strings.speedLimit.none}</option>
        {choices.map((bytesPerSecond) => (
          <option key={bytesPerSecond} value={bytesPerSecond}>
            {formatRate(bytesPerSecond)}
          </option>
        ))}
      </select>
      <span data-part="in-force">{inForceNow(now)}</span>
    </label>
  )
}

/** Words only where the schedule says something else than the choice beside them. */
function inForceNow({ settings, inForce }: SettingsNow): string {
  switch (inForce.kind) {
    case 'paused':
      return strings.speedLimit.paused
    case 'unlimited':
      return settings.limitBytesPerSecond === null ? '' : strings.speedLimit.unlimited
    case 'limited':
      return inForce.bytesPerSecond === settings.limitBytesPerSecond
        ? ''
        : strings.speedLimit.limited(formatRate(inForce.bytesPerSecond))
  }
}
