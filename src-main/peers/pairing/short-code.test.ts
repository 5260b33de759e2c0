/** Codes and commitments against vectors that another implementation of the formulas made. */
import { describe, expect, it } from 'vitest'
import { codeOf, commitmentOf, fits } from './short-code.ts'

const parties = {
  initiator: 'AAAQEAY-EAUDAOB-CAJBIFQ-YDIOB4B-IBCEQTC-QKRMFYX-YDENBWH-A5DYPQG',
  responder: 'EAQSEIZ-EEUTCOA-KBJFIVS-YLJOF42-YDCMRTG-Q2TMNZJ-YHE5DWP-B5HY7QI'
}
const swapped = { initiator: parties.responder, responder: parties.initiator }
const nonces = { initiator: 'a1'.repeat(32), responder: 'b2'.repeat(32) }

describe('a commitment', () => {
  it.each([
    ['initiator', '3b99dec2fe1aa119ab2a89b257476c1ba633792e1fde30c2171e595e5b58f0bc'],
    ['responder', 'e21cb60ecfaff9335f91890fe21a4f575e0b845ee77ad6a39ff506991b964ae1']
  ] as const)('of the %s', (role, commitment) => {
    expect(commitmentOf(role, parties, nonces[role])).toBe(commitment)
    expect(fits(commitment, role, parties, nonces[role])).toBe(true)
  })

  it('fits nothing but the nonce, the role and the keys it was made for', () => {
    const commitment = commitmentOf('initiator', parties, nonces.initiator)
    expect(fits(commitment, 'initiator', parties, nonces.responder)).toBe(false)
    expect(fits(commitment, 'responder', parties, nonces.initiator)).toBe(false)
    expect(fits(commitment, 'initiator', swapped, nonces.initiator)).toBe(false)
  })
})

describe('a code', () => {
  it('is what both sides compute', () => {
    expect(codeOf(parties, nonces)).toBe('325449')
  })

  it('has six digits, leading zeros included', () => {
    const codes = Array.from({ length: 200 }, (_, n) =>
      codeOf(parties, { ...nonces, initiator: n.toString(16).padStart(64, '0') })
    )
    for (const code of codes) expect(code).toMatch(/^\d{6}$/)
    expect(codes.some((code) => code.startsWith('0'))).toBe(true)
    expect(new Set(codes).size).toBeGreaterThan(195)
  })

  it('changes with each key, nonce and role', () => {
    const flipped = { initiator: nonces.responder, responder: nonces.initiator }
    const other = { ...parties, responder: 'P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2' }
    const codes = [
      codeOf(parties, nonces),
      codeOf(swapped, nonces),
      codeOf(parties, flipped),
      codeOf(other, nonces)
    ]
    expect(new Set(codes).size).toBe(4)
  })
})
