/** The networks of this machine while somebody looks: cables are plugged and pulled, and nobody is told of it. */
import { useEffect, useState } from 'react'
import type { PeerNetwork } from '../../../../src-shared/model/peer-network.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { saidOf } from '../../../ui/said.ts'

interface NetworkSeen {
  /** Null until it was told. */
  readonly network: PeerNetwork | null
  /** Why it cannot be told, in words. */
  readonly trouble: string | null
}

/** As often as the engine looks itself. */
const LOOK_EVERY_MS = 2_000

export function useNetwork(): NetworkSeen {
  const { client } = useShoal()
  const [seen, setSeen] = useState<NetworkSeen>({ network: null, trouble: null })
  useEffect(() => {
    let isShown = true
    const see = (next: NetworkSeen): void => {
      if (isShown) setSeen((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next))
    }
    const look = (): void => {
      if (document.visibilityState !== 'visible') return
      client.call('peers.network', null).then(
        (network) => see({ network, trouble: null }),
        (thrown: unknown) => {
          const { message, advice } = saidOf(thrown)
          see({ network: null, trouble: `${message} ${advice}` })
        }
      )
    }
    look()
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => {
      isShown = false
      clearInterval(timer)
    }
  }, [client])
  return seen
}
