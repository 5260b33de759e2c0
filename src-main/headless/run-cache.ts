/** `shoal cache`: shows what is kept of what was fetched for others, or clears it. */
import type { CacheCommand } from './commands/cache.ts'
import { jsonLines } from './json-lines.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'
import { reachPeers } from './reach-peers.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** Resolves with the exit code; rejects with what went wrong. */
export async function runCache({ action, json }: CacheCommand, surroundings: Surroundings): Promise<number> {
  const reached = await reachPeers(surroundings, AT_REST)
  try {
    const { clients } = reached
    if (action === 'clear') await Promise.all(clients.map((each) => each.call('cache.clear', null)))
    const info = await clients[0].call('cache.info', null)
    const { contents, bytes, mostBytes } = info
    if (json) jsonLines(surroundings.stdout)('cache', info)
    else
      surroundings.stdout(
        `${formatBytes(bytes)} of ${formatBytes(mostBytes)} in ${contents} ${contents === 1 ? 'file' : 'files'}\n`
      )
    return 0
  } finally {
    await reached.close()
  }
}
