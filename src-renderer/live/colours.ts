/**
 * Tells those who paint on canvases which colours hold, and when they are others, whatever the reason. They are read
 * once for all: to read one has the browser reckon the styles of everything that is new, and a list that scrolls has new
 * canvases in every picture.
 */
const listeners = new Set<() => void>()
let generation = 0
let isFollowing = false

export function whenColoursChange(listener: () => void, signal: AbortSignal): void {
  follow()
  listeners.add(listener)
  signal.addEventListener('abort', () => listeners.delete(listener))
}

/** What `read` finds in the document's style, read again only when the colours are others. */
export function heldWithColours<Read>(read: (style: CSSStyleDeclaration) => Read): () => Read {
  let held: { readonly of: number; readonly found: Read } | null = null
  return () => {
    follow()
    if (held?.of !== generation)
      held = { of: generation, found: read(getComputedStyle(document.documentElement)) }
    return held.found
  }
}

/** For as long as there is a page: it has one document. */
function follow(): void {
  if (isFollowing) return
  isFollowing = true
  const change = (): void => {
    generation++
    for (const listener of [...listeners]) listener()
  }
  const attributes = new MutationObserver(change)
  attributes.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
  matchMedia('(forced-colors: active)').addEventListener('change', change)
}
