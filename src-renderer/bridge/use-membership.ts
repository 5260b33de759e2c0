/** Whether this machine takes part in the LAN, as the engine says while somebody looks; null until it has. */
import { useEffect, useState } from 'react'
import type { Membership } from '../../src-shared/model/membership.ts'
import { useShoal } from './shoal-context.ts'

export function useMembership(): Membership | null {
  const { client } = useShoal()
  const [membership, setMembership] = useState<Membership | null>(null)
  useEffect(
    () => client.subscribe('membership.changes', { snapshot: setMembership, event: setMembership }),
    [client]
  )
  return membership
}
