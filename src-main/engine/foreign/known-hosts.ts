/**
 * What the person's known_hosts files say of a host (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). They are read and never
 * written: who is trusted is decided with ssh itself, or for one transfer by naming a key's fingerprint.
 */
import { createHash, createHmac } from 'node:crypto'

interface KnownKey {
  readonly type: string
  /** The public key in SSH's wire form, base64. */
  readonly key: string
  readonly revoked: boolean
}

export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked'

/** Keys on record for a host. Lines for certificate authorities are left out: Shoal takes plain keys alone. */
export function knownKeys(texts: readonly string[], host: string, port: number): readonly KnownKey[] {
  const name = (port === 22 ? host : `[${host}]:${port}`).toLowerCase()
  return texts.flatMap((text) =>
    text.split(/\r?\n/).flatMap((line) => {
      const words = line.trim().split(/[ \t]+/)
      const marker = words[0]?.startsWith('@') ? words.shift() : undefined
      const [hosts, type, key] = words
      if (hosts === undefined || hosts.startsWith('#') || type === undefined || key === undefined) return []
      if (marker !== undefined && marker !== '@revoked') return []
      return names(hosts, name) ? [{ type, key, revoked: marker === '@revoked' }] : []
    })
  )
}

/** `given` is a public key in SSH's wire form. A host that is known by other keys alone has changed. */
export function verdictOn(given: Buffer, known: readonly KnownKey[]): HostKeyVerdict {
  const key = given.toString('base64')
  const same = known.filter((entry) => entry.key === key)
  if (same.some(({ revoked }) => revoked)) return 'revoked'
  if (same.length > 0) return 'known'
  return known.some(({ revoked }) => !revoked) ? 'changed' : 'unknown'
}

/** As ssh-keygen -l prints it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

function names(hosts: string, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(hosts)
  if (hashed?.[1] && hashed[2])
    return createHmac('sha1', Buffer.from(hashed[1], 'base64')).update(name).digest('base64') === hashed[2]
  const patterns = hosts.toLowerCase().split(',')
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1), name))) return false
  return patterns.some((pattern) => matches(pattern, name))
}

/** `*` and `?` as in a shell; without backtracking, for a pattern may be long. */
function matches(pattern: string, name: string): boolean {
  let at = 0
  let from = 0
  let star = -1
  let mark = 0
  while (at < name.length) {
    if (
      from < pattern.length &&
      (pattern[from] === '?' || pattern[from] === name[at]) &&
      pattern[from] !== '*'
    ) {
      from++
      at++
    } else if (pattern[from] === '*') {
      star = from++
      mark = at
    } else if (star !== -1) {
      from = star + 1
      at = ++mark
    } else {
      return false
    }
  }
  while (pattern[from] === '*') from++
  return from === pattern.length
}
