/**
 * Reads a file that a person opened with Shoal or dropped on its icon, by the rules of a drop on the window. It may be of any
 * size, or no file at all: what is no plain file is not read, and of others never more than they had when they were opened.
 */
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { fail, problem, ShoalError, type Problem } from '../../src-shared/errors/problem.ts'
import { lookIntoFile, MAX_METALINK_BYTES } from '../../src-shared/links/link-file.ts'
import type { Refusal } from '../../src-shared/links/links.ts'
import type { Found } from '../../src-shared/links/wanted.ts'
import { reasonOf } from '../platform/system-reason.ts'

/** As many as one looks through before they are dropped; who has more brings them to the window, which asks first. */
const MOST_LINKS = 100

export interface GivenLinks extends Pick<Found, 'wanted' | 'descriptions'> {
  /** What in it was passed over; null: nothing. */
  readonly passedOver: Problem | null
}

/** Throws ShoalError `open-failed`, `metalink-too-large`, `list-too-large` or `list-without-links`. */
export async function linksInGivenFile(file: string): Promise<GivenLinks> {
  const { wanted, descriptions, refused } = await lookInto(file)
  if (wanted.length > MOST_LINKS)
    throw fail('list-too-large', {
      path: file,
      reason: `it holds ${wanted.length} links, and ${MOST_LINKS} are the most`
    })
  const [first] = refused
  if (wanted.length + descriptions.length === 0 && first) throw refusal(file, first)
  const passedOver =
    refused.length === 0 ? null : problem('list-partly-taken', { path: file, what: passedOverIn(refused) })
  return { wanted, descriptions, passedOver }
}

async function lookInto(file: string): Promise<Found> {
  let handle: FileHandle | undefined
  try {
    // Without O_NONBLOCK a named pipe of that name would never open.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const opened = handle
    const stats = await opened.stat()
    if (!stats.isFile()) throw fail('open-failed', { path: file, reason: 'it is no plain file' })
    return await lookIntoFile({
      name: path.basename(file),
      mediaType: '',
      sizeBytes: stats.size,
      isFolder: false,
      readBytes: () => readWhole(opened, stats.size)
    })
  } catch (thrown) {
    if (thrown instanceof ShoalError) throw thrown
    throw fail('open-failed', { path: file, reason: reasonOf(thrown) }, thrown)
  } finally {
    await handle?.close()
  }
}

async function readWhole(handle: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(sizeBytes)
  let filled = 0
  while (filled < sizeBytes) {
    const { bytesRead } = await handle.read(bytes, filled, sizeBytes - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

function refusal(file: string, { kind }: Refusal): ShoalError {
  if (kind === 'metalink-too-long') return fail('metalink-too-large', { limit: MAX_METALINK_BYTES >> 20 })
  if (kind === 'text-too-long')
    return fail('list-too-large', { path: file, reason: 'it is larger than any list' })
  if (kind === 'unreadable') return fail('open-failed', { path: file, reason: 'it cannot be read' })
  return fail('list-without-links', { path: file })
}

const MOST_NAMED = 5

function passedOverIn(refused: readonly Refusal[]): string {
  const named = refused.map((each) => {
    if (each.kind === 'scheme') return `${each.scheme}: addresses`
    return each.kind === 'list-options'
      ? each.options.map((option) => `the option ${option}`)
      : 'broken links'
  })
  return [...new Set(named.flat())].slice(0, MOST_NAMED).join(', ')
}
