/** A self-test that a person asked for: under way, seen, or not made. */
import { useRef, useState } from 'react'
import { problemOf } from '../../../src-shared/errors/problem.ts'
import type { PeerTestResult } from '../../../src-shared/model/peer-self.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { useShoal } from '../../bridge/shoal-context.ts'
import { strings } from '../../ui/strings.ts'

interface Test {
  readonly isRunning: boolean
  readonly results: readonly PeerTestResult[] | null
  /** `id` null: this machine, and all that are known. */
  run(id: PeerId | null): void
  forget(): void
}

export function useTest(): Test {
  const { client, toasts } = useShoal()
  const [isRunning, setRunning] = useState(false)
  const [results, setResults] = useState<readonly PeerTestResult[] | null>(null)
  const latest = useRef(0)
  return {
    isRunning,
    results,
    run(id) {
      if (isRunning) return
      const mine = ++latest.current
      setRunning(true)
      setResults(null)
      client
        .call('peers.test', { id })
        .then(
          (given) => {
            if (latest.current === mine) setResults(given)
          },
          (thrown: unknown) => {
            const { message, advice } = problemOf(thrown)
            toasts.getState().show(strings.peers.test.failed, `${message} ${advice}`)
          }
        )
        .finally(() => setRunning(false))
    },
    forget() {
      latest.current++
      setResults(null)
    }
  }
}
