/** Takes part in the LAN or not, and how that stands: joining and leaving take a moment, and can be hindered. */
import { useState, type ReactElement } from 'react'
import { useStore } from 'zustand'
import { problemIn, type Membership } from '../../../../src-shared/model/membership.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { saidOf, sentencesOf } from '../../../ui/said.ts'
import { strings } from '../../../ui/strings.ts'
import { SettingRow } from '../setting-row.tsx'
import styles from './fields.module.css'
import { Switch } from '../../../ui/switch.tsx'

/** It is in, is on its way in, or tries again and again. */
export const isWanted = (membership: Membership): boolean =>
  membership.kind === 'joined' ||
  membership.kind === 'joining' ||
  (membership.kind === 'out' && membership.problem !== null)

export function MembershipField(): ReactElement | null {
  const { client, nearby } = useShoal()
  const membership = useStore(nearby, (state) => state.membership)
  const [refusal, setRefusal] = useState<string | null>(null)
  if (!membership) return null
  const change = (join: boolean): void => {
    setRefusal(null)
    client.call(join ? 'membership.join' : 'membership.leave', null).catch((thrown: unknown) => {
      const { message, advice } = saidOf(thrown)
      setRefusal(`${message} ${advice}`)
    })
  }
  const hindered = problemIn(membership)
  return (
    <SettingRow item="membership" trouble={refusal ?? (hindered && sentencesOf(hindered))}>
      {(ids) => (
        <>
          <span className={styles.said} role="status">
            {membership.kind !== 'out' && strings.settings.membership[membership.kind]}
          </span>
          <Switch ids={ids} isOn={isWanted(membership)} onChange={change} />
        </>
      )}
    </SettingRow>
  )
}
