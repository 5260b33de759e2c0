/** Tells those who paint on canvases that the colours are others now, whatever the reason. */
export function whenColoursChange(listener: () => void, signal: AbortSignal): void {
  const attributes = new MutationObserver(listener)
  attributes.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
  signal.addEventListener('abort', () => attributes.disconnect())
  matchMedia('(forced-colors: active)').addEventListener('change', listener, { signal })
}
