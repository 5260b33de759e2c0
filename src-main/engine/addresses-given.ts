/** Addresses as a person or a program gave them, checked before anything is begun with them. */
import type { AddTransfer } from '../../src-shared/contract/contract.ts'
import { fail } from '../../src-shared/errors/problem.ts'
import { canonicalForeign, checkOptions, isForeign } from './foreign/foreign-uri.ts'
import { byteAddress } from './metalink/metalink.ts'

/** All addresses of the file, preferred first. Throws ShoalError. */
export function addressesOf({ uri, mirrors, request }: AddTransfer): [string, ...string[]] {
  const asked = checkedUri(uri)
  checkOptions(asked, request ?? {})
  const others = new Set((mirrors ?? []).map(checkedMirror))
  others.delete(asked.href)
  if (others.size > 0 && isForeign(asked))
    throw fail('option-invalid', {
      option: 'MIRROR-URI',
      reason: `expected beside http:// and https:// addresses, not ${asked.protocol}//`
    })
  return [asked.href, ...others]
}

/** A mirror's address loses its credentials: nobody but the address itself is told any. Throws as `checkedUri` does. */
function checkedMirror(text: string): string {
  const { protocol } = checkedUri(text)
  const address = byteAddress(text)
  if (address === null) throw fail('scheme-unsupported', { scheme: protocol.slice(0, -1) })
  return address
}

/** Throws ShoalError `uri-invalid`, `scheme-unsupported` or `remote-folder`. */
export function checkedUri(text: string): URL {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    throw fail('uri-invalid', { uri: text.slice(0, 200) })
  }
  url.hash = ''
  if (isForeign(url)) return canonicalForeign(url)
  if (url.protocol === 'http:' || url.protocol === 'https:') return url
  throw fail('scheme-unsupported', { scheme: url.protocol.slice(0, -1) })
}
