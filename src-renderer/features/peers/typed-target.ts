/** What a person typed to say which machine is meant: an id or an address. It is judged before anything is asked. */
import { USUAL_PEER_PORT } from '../../../src-shared/model/peer-self.ts'

export type TypedTarget =
  | { readonly kind: 'id'; readonly target: string }
  | { readonly kind: 'address'; readonly target: string; readonly host: string; readonly port: number }

const MOST_HOST_CHARACTERS = 253
const MOST_PORT = 65_535

/** Null: it is neither. Whether the check characters of an id are right is the engine's to tell. */
export function typedTarget(text: string): TypedTarget | null {
  const typed = text.trim()
  const compact = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  if (/^[A-Z0-9]{56}$/.test(compact)) return { kind: 'id', target: typed.replaceAll(/\s/g, '') }
  const [, bracketed, named, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(typed) ?? []
  const bare = /^[\da-f]*:[\da-f:.]*:[\da-f:.]*$/i.test(typed) ? typed : undefined
  const host = bracketed ?? named ?? bare
  if (host === undefined || host.length > MOST_HOST_CHARACTERS) return null
  const at = port === undefined ? USUAL_PEER_PORT : Number(port)
  if (at < 1 || at > MOST_PORT) return null
  return { kind: 'address', target: typed, host, port: at }
}
