/**
 * The two ways in which parts of a detail follow it. `useShape` is for what there is (which rows, in which state): it
 * renders when that changes and never for a number. `useWriting` is for numbers: they are written into the page.
 */
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useRef,
  useSyncExternalStore,
  type RefObject
} from 'react'
import type { TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import type { DetailFeed } from '../../../live/detail-feed.ts'

export const DetailContext = createContext<DetailFeed | null>(null)

export function useDetailFeed(): DetailFeed {
  const feed = use(DetailContext)
  if (!feed) throw new Error('useDetailFeed needs a DetailContext above it')
  return feed
}

/** `select` must be one and the same function every time, and return plain data. Null before the first answer. */
export function useShape<Shape>(select: (detail: TransferDetail) => Shape): Shape | null {
  const feed = useDetailFeed()
  const cache = useRef<{ readonly text: string; readonly shape: Shape } | null>(null)
  const subscribe = useCallback((changed: () => void) => feed.watch(changed), [feed])
  return useSyncExternalStore(subscribe, () => {
    const { latest } = feed
    if (!latest) return null
    const shape = select(latest)
    const text = JSON.stringify(shape)
    if (cache.current?.text !== text) cache.current = { text, shape }
    return cache.current.shape
  })
}

/** Writes each answer into `root`. `write` must be one and the same function every time. */
export function useWriting<Root extends Element>(
  write: (root: Root, detail: TransferDetail) => void,
  /** What the page shows apart from numbers: when it is another, the numbers are written anew. */
  shape: unknown
): RefObject<Root | null> {
  const feed = useDetailFeed()
  const root = useRef<Root>(null)
  useEffect(
    () =>
      feed.watch((detail) => {
        if (root.current) write(root.current, detail)
      }),
    [feed, write, shape]
  )
  return root
}

/** The text of a part that is marked `data-live`. */
export function put(root: Element, part: string, text: string): void {
  const element = root.querySelector(`[data-live="${part}"]`)
  if (element && element.textContent !== text) element.textContent = text
}
