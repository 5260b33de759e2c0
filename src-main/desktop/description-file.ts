/** Reads a Metalink file that a person opened with Shoal. What is in it is the engine's to judge. */
import { readFile, stat } from 'node:fs/promises'
import { fail, ShoalError } from '../../src-shared/errors/problem.ts'
import { reasonOf } from '../platform/system-reason.ts'

/** Also what the contract accepts. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

/** Throws ShoalError `metalink-too-large`, or `open-failed` with the system's reason. */
export async function readDescription(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_DOCUMENT_BYTES)
      throw fail('metalink-too-large', { limit: MAX_DOCUMENT_BYTES >> 20 })
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (thrown instanceof ShoalError) throw thrown
    throw fail('open-failed', { path: file, reason: reasonOf(thrown) }, thrown)
  }
}
