/**
 * What a Shoal says of itself in DNS-SD, and how that is read when anyone may have written it: `txtvers`, `id`, `v`,
 * `cap` (RFC 6763 §6). No user names, nothing about files. What does not parse is no service of ours.
 */
import type { PeerCapability, PeerId } from '../../../src-shared/model/peer.ts'

export interface ServiceText {
  readonly id: PeerId
  /** Of the program; '' when it says none. */
  readonly version: string
  readonly capabilities: readonly PeerCapability[]
}

const TEXT_VERSION = '1'
/** RFC 6763 §6.2 advises at most 1300 bytes; ours takes about 120. */
const MOST_BYTES = 1300
const MOST_STRINGS = 32
const VERSION = /^[!-~]{1,32}$/
const CAPABILITIES: readonly PeerCapability[] = ['contribute', 'cache']

export const writeServiceText = ({ id, version, capabilities }: ServiceText): readonly Buffer[] =>
  [`txtvers=${TEXT_VERSION}`, `id=${id}`, `v=${version}`, `cap=${capabilities.join(',')}`].map((text) =>
    Buffer.from(text, 'latin1')
  )

/** Null: not a service of ours. `readId` returns an id in its one form, or null. */
export function readServiceText(
  strings: readonly Buffer[],
  readId: (text: string) => PeerId | null
): ServiceText | null {
  const bytes = strings.reduce((sum, { length }) => sum + length + 1, 0)
  if (bytes > MOST_BYTES || strings.length > MOST_STRINGS) return null
  const values = new Map<string, string>()
  for (const string of strings) {
    const text = string.toString('latin1')
    const split = text.indexOf('=')
    const key = text.slice(0, split < 0 ? undefined : split).toLowerCase()
    // RFC 6763 §6.4: of a key that is there twice, the first counts.
    if (key !== '' && !values.has(key)) values.set(key, split < 0 ? '' : text.slice(split + 1))
  }
  if ((values.get('txtvers') ?? TEXT_VERSION) !== TEXT_VERSION) return null
  const id = readId(values.get('id') ?? '')
  if (id === null) return null
  const version = values.get('v') ?? ''
  const said = (values.get('cap') ?? '').split(',')
  return {
    id,
    version: VERSION.test(version) ? version : '',
    capabilities: CAPABILITIES.filter((capability) => said.includes(capability))
  }
}
