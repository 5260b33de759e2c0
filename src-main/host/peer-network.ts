/** Which networks a Shoal that stays meets other machines on, where its owner has named some in the environment. */
import type { PeersOptions } from './shoal-options.ts'

/** SHOAL_INTERFACES: names, separated by commas; all that are up where it is not set. */
export function interfacesNamed(
  env: Readonly<Record<string, string | undefined>>
): PeersOptions['interfaces'] {
  const names = (env['SHOAL_INTERFACES'] ?? '').split(',').map((name) => name.trim())
  const given = names.filter((name) => name !== '')
  return given.length > 0 ? given : null
}
