/** The promises of pinned TLS in Node; e2e/desktop/pinned-tls.spec.ts runs the same ones in Electron. */
import { describe, it } from 'vitest'
import { pinnedTlsCases } from './pinned-tls.fixture.ts'

describe('pinned TLS', () => {
  for (const { name, run } of pinnedTlsCases) it(name, run)
})
