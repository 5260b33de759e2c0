/** Which links are in the list already, and under which name a file can come a second time. Pure. */
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import type { Wanted } from '../../../src-shared/links/wanted.ts'

/** One text for one address: as the engine shows it, without credentials and fragment. */
export function addressKey(uri: string): string {
  try {
    const url = new URL(uri.trim())
    url.hash = url.username = url.password = ''
    // Browsers leave the hosts of schemes they do not know as they were written.
    return url.href.replace(
      /^([a-z]+:\/\/)([^/?#]*)/,
      (_, scheme: string, host: string) => scheme + host.toLowerCase()
    )
  } catch {
    return uri.trim()
  }
}

export interface Sorted {
  readonly unknown: readonly Wanted[]
  readonly known: readonly { readonly wanted: Wanted; readonly transfer: Transfer }[]
}

export function sortKnown(wanted: readonly Wanted[], transfers: Iterable<Transfer>): Sorted {
  const byAddress = new Map<string, Transfer>()
  for (const transfer of transfers) byAddress.set(addressKey(transfer.uri), transfer)
  const unknown: Wanted[] = []
  const known: { wanted: Wanted; transfer: Transfer }[] = []
  for (const each of wanted) {
    const transfer = byAddress.get(addressKey(each.uri))
    if (transfer) known.push({ wanted: each, transfer })
    else unknown.push(each)
  }
  return { unknown, known }
}

/** `name (1).zip` and so on: the first that is nobody's. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, extension = ''] = /^(.+?)((?:\.tar)?\.[^. ]{1,24})$/.exec(name) ?? []
  for (let number = 1; ; number++) {
    const candidate = `${stem.replace(/ \(\d+\)$/, '')} (${number})${extension}`
    if (!taken.has(candidate)) return candidate
  }
}
