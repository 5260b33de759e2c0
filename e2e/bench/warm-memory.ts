/**
 * Keeps memory that one contender gave back ready for the next. A virtual machine may hand freed memory to its host
 * within milliseconds, and fetching it again costs several times what any client does: whoever runs first pays for all.
 * So memory is held here between runs and let go bit by bit, a little ahead of the file that grows. Clients are served
 * alike, and none is measured while memory is gathered.
 */
import { rmSync, statSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'

const SLICE_BYTES = 64 << 20
/** Less than hosts take back at once, more than a client writes between two looks. */
const AHEAD_BYTES = 640 << 20
const SPARE_BYTES = 256 << 20
const LOOK_MS = 10
const STAT_BLOCK_BYTES = 512

/** Runs `work`, which writes up to `bytes` into `growing` (any of these files), with that much memory at hand. */
export async function withWarmMemory<Result>(
  directory: string,
  bytes: number,
  growing: readonly string[],
  work: () => Promise<Result>
): Promise<Result> {
  const held: string[] = []
  let releasedBytes = 0
  const release = (usedBytes: number): void => {
    while (releasedBytes - usedBytes < AHEAD_BYTES) {
      const slice = held.pop()
      if (slice === undefined) return
      rmSync(slice)
      releasedBytes += SLICE_BYTES
    }
  }
  let looking: NodeJS.Timeout | undefined
  try {
    const slice = Buffer.alloc(SLICE_BYTES)
    for (let gathered = 0; gathered < bytes + SPARE_BYTES; gathered += SLICE_BYTES) {
      held.push(path.join(directory, `held-${held.length}`))
      await writeWhole(held.at(-1) as string, slice)
    }
    release(0)
    looking = setInterval(() => release(growing.reduce((sum, file) => sum + allocated(file), 0)), LOOK_MS)
    return await work()
  } finally {
    clearInterval(looking)
    for (const slice of held) await rm(slice, { force: true })
  }
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'w')
  try {
    await handle.writeFile(bytes)
  } finally {
    await handle.close()
  }
}

const allocated = (file: string): number =>
  (statSync(file, { throwIfNoEntry: false })?.blocks ?? 0) * STAT_BLOCK_BYTES
