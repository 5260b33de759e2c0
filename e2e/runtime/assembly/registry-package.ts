/**
 * Fetches one exact package from the npm registry with the user's own npm, registry and proxy settings included,
 * and refuses any other bytes than the ones pinned here.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { output } from '../run-command.ts'

export interface PinnedPackage {
  readonly name: string
  readonly version: string
  /** Subresource-integrity form: sha512- and base64. */
  readonly integrity: string
}

/** Path of the package's tarball in `directory`. */
export async function fetchPackage(
  { name, version, integrity }: PinnedPackage,
  directory: string
): Promise<string> {
  const printed = await output(
    'npm',
    ['pack', `${name}@${version}`, '--silent', '--pack-destination', directory],
    {
      cwd: directory
    }
  )
  const tarball = path.join(directory, printed.trim().split('\n').at(-1) ?? '')
  await checkIntegrity(tarball, integrity)
  return tarball
}

/** Rejects unless the file is exactly the one pinned. */
export async function checkIntegrity(file: string, integrity: string): Promise<void> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found !== integrity) {
    throw new Error(`${path.basename(file)} is not the file that was pinned (${found}); it was not used.`)
  }
}
