/** Of what a Metalink describes, the one file that Shoal can fetch. */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Metalink, MetalinkAddress, MetalinkFile } from './metalink.ts'

export interface SoleFile extends MetalinkFile {
  readonly addresses: readonly [MetalinkAddress, ...MetalinkAddress[]]
}

/** Throws ShoalError `metalink-invalid` when it describes several files, or one that cannot be fetched. */
export function soleFile({ files }: Metalink): SoleFile {
  const [file] = files
  if (!file || files.length > 1)
    throw fail('metalink-invalid', { reason: `it describes ${files.length} files, and Shoal fetches one` })
  const [first, ...others] = file.addresses
  if (!first) throw fail('metalink-invalid', { reason: 'it names no http:// or https:// address' })
  return { ...file, addresses: [first, ...others] }
}
