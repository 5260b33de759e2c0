/** `shoal policy`: shows what this machine does for others, or sets it in every Shoal that runs. */
import { policyLines, type PolicyCommand } from './commands/policy.ts'
import { jsonLines } from './json-lines.ts'
import { reachPeers } from './reach-peers.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** Resolves with the exit code; rejects with what went wrong. */
export async function runPolicy(
  { change, json }: PolicyCommand,
  surroundings: Surroundings
): Promise<number> {
  const reached = await reachPeers(surroundings, AT_REST)
  try {
    const { clients } = reached
    if (change) await Promise.all(clients.map((each) => each.call('peers.policy.set', change)))
    const policy = await clients[0].call('peers.policy.get', null)
    if (json) jsonLines(surroundings.stdout)('policy', policy)
    else for (const line of policyLines(policy)) surroundings.stdout(`${line}\n`)
    return 0
  } finally {
    await reached.close()
  }
}
