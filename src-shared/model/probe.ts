/**
 * What a server tells of a file before it is fetched: as much as a person wants to know while they choose where it
 * goes. A transfer asks anew and believes nothing of this.
 */
import type { Checksum } from './checksum.ts'

export interface Probe {
  /** The name the file would get, made safe. */
  readonly name: string
  /** Bytes; null when the server does not tell. */
  readonly length: number | null
  /** As in Content-Type, without parameters and in lower case; null when not told. */
  readonly mediaType: string | null
  /** `parts`: over several connections, and from where it stopped; `whole`: in one go or not at all. */
  readonly comesIn: 'parts' | 'whole'
  /** Where the answer came from, after redirects and without credentials. */
  readonly uri: string
  /** Further addresses that the server or a Metalink description names, preferred first. */
  readonly mirrors: readonly string[]
  /** Digests of the whole file that were told. */
  readonly checksums: readonly Checksum[]
  /** The address leads to a Metalink description of the file. */
  readonly described: boolean
}
