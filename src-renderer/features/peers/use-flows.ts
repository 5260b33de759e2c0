/** What there is of flows, for parts that React places: it renders when a flow comes or goes, and never for a number. */
import { useCallback, useRef, useSyncExternalStore } from 'react'
import { useShoal } from '../../bridge/shoal-context.ts'
import type { Flow } from '../../live/flow-feed.ts'

/** `select` must be one and the same function every time, and return plain data without numbers that only count. */
export function useFlows<Shape>(select: (flows: readonly Flow[]) => Shape): Shape {
  const { flows } = useShoal()
  const cache = useRef<{ readonly text: string; readonly shape: Shape } | null>(null)
  const subscribe = useCallback((changed: () => void) => flows.watch(changed), [flows])
  return useSyncExternalStore(subscribe, () => {
    const shape = select(flows.latest)
    const text = JSON.stringify(shape)
    if (cache.current?.text !== text) cache.current = { text, shape }
    return cache.current.shape
  })
}
