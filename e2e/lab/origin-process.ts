/**
 * The suite's origin as a process of its own, so that it can stand at the far end of an emulated link. What it serves
 * comes as JSON (see far-origin.ts), which carries no functions: requests are singled out by rules.
 */
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin } from '../fixtures/origin.ts'

export interface FarOriginOptions {
  readonly host: string
  readonly path: string
  readonly behaviour: Omit<Behaviour, 'on'>
  /** What is different for the nth request, for every nth, or on one connection. */
  readonly rules?: readonly Rule[]
}

export type Rule = (
  { readonly nth: number } | { readonly every: number } | { readonly connection: number }
) & { readonly behaviour: Omit<Behaviour, 'on'> }

export type FarOriginMessage =
  | { readonly kind: 'ready'; readonly url: string; readonly port: number }
  | { readonly kind: 'sha256'; readonly sha256: string }

if (process.send) {
  const { host, path, behaviour, rules = [] } = JSON.parse(process.argv[2] ?? '') as FarOriginOptions
  const origin = await startOrigin({ host })
  const file = origin.file(path, {
    ...behaviour,
    on: ({ nth, connection }) => {
      const rule = rules.find((each) => {
        if ('connection' in each) return each.connection === connection
        return 'nth' in each ? each.nth === nth : nth % each.every === 0
      })
      return rule?.behaviour
    }
  })
  const tell = (message: FarOriginMessage): void => void process.send?.(message)
  process.on('message', () => tell({ kind: 'sha256', sha256: file.sha256() }))
  process.on('disconnect', () => process.exit())
  tell({ kind: 'ready', url: file.url, port: origin.port })
}
