/**
 * The addresses of the peer protocol, `/shoal/1/…`: parsing and printing as inverses. Paths are compared as they are
 * sent, without decoding, dots or queries, so that no two spellings mean the same thing; a plan's id is the only part
 * that the other side chooses, and it never becomes a file name.
 */

/** The version of the protocol; part of every path. A change that an older peer would misread gets another number. */
export const PROTOCOL_VERSION = 1

/** 32 lower-case hex digits that the requester chose at random. */
export type PlanId = string

export type Route =
  | { readonly kind: 'card' }
  | { readonly kind: 'availability' }
  | { readonly kind: 'plan'; readonly plan: PlanId }
  | { readonly kind: 'planStatus'; readonly plan: PlanId }
  | { readonly kind: 'planBytes'; readonly plan: PlanId }
  | DoorRoute

/** What devices without trust may reach. `step` is pairing's own word. */
export type DoorRoute = { readonly kind: 'pairing'; readonly step: string } | { readonly kind: 'group' }

export const METHODS = {
  card: ['GET'],
  availability: ['POST'],
  plan: ['PUT', 'DELETE'],
  planStatus: ['GET'],
  planBytes: ['GET'],
  pairing: ['POST'],
  group: ['POST']
} as const satisfies Record<Route['kind'], readonly string[]>

const PREFIX = `/shoal/${PROTOCOL_VERSION}/`
const PLAN_PATH = /^plans\/([0-9a-f]{32})(\/status|\/bytes)?$/
const PAIRING_PATH = /^pairing\/([a-z]{1,16})$/

export const isPlanId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)

/** What a request target names; null: nothing. */
export function parsePath(path: string): Route | null {
  if (!path.startsWith(PREFIX)) return null
  const rest = path.slice(PREFIX.length)
  if (rest === 'card' || rest === 'availability' || rest === 'group') return { kind: rest }
  const step = PAIRING_PATH.exec(rest)?.[1]
  if (step !== undefined) return { kind: 'pairing', step }
  const [, plan, part] = PLAN_PATH.exec(rest) ?? []
  if (plan === undefined) return null
  return { kind: part === '/status' ? 'planStatus' : part === '/bytes' ? 'planBytes' : 'plan', plan }
}

export function printPath(route: Route): string {
  switch (route.kind) {
    case 'pairing':
      return `${PREFIX}pairing/${route.step}`
    case 'plan':
      return `${PREFIX}plans/${route.plan}`
    case 'planStatus':
      return `${PREFIX}plans/${route.plan}/status`
    case 'planBytes':
      return `${PREFIX}plans/${route.plan}/bytes`
    default:
      return PREFIX + route.kind
  }
}

/** The version that a path of this protocol, or of a later one, asks for; null: it is none of them. */
export function versionAsked(path: string): number | null {
  const digits = /^\/shoal\/([1-9]\d{0,3})\//.exec(path)?.[1]
  return digits === undefined ? null : Number(digits)
}
