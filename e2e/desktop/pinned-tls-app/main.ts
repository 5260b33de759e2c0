/** An Electron without a window that runs the cases of pinned TLS in its main process, on Electron's own TLS library. */
import { pinnedTlsCases } from '../../../src-main/peers/identity/pinned-tls.fixture.ts'

/** Resolves to null, or to what was expected and did not come. */
async function runCase(name: string): Promise<string | null> {
  const found = pinnedTlsCases.find((each) => each.name === name)
  if (!found) return `there is no case "${name}"`
  return found.run().then(
    () => null,
    (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
  )
}

Object.assign(globalThis, { runCase })
