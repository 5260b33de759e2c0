import { describe, expect, it } from 'vitest'
import { Links } from './links.ts'

const address = new URL('http://host/file')
const signed = (nth: number): URL => new URL(`http://cdn/file?signature=${nth}`)

describe('a link', () => {
  it('is known by every target an attempt began with, and leads to the latest', () => {
    const links = new Links()
    links.led(address, signed(1))
    links.of(signed(1))?.movedTo(signed(2))
    expect(links.of(signed(1))?.target).toEqual(signed(2))
    expect(links.of(signed(1))?.uri).toEqual(address)
    links.led(address, signed(3))
    expect(links.of(signed(1))).toBe(links.of(signed(3)))
    expect(links.of(signed(1))?.target).toEqual(signed(3))
  })

  it('is none without a redirect', () => {
    const links = new Links()
    links.led(address, new URL(address))
    expect(links.of(address)).toBeNull()
    expect(links.of(signed(1))).toBeNull()
  })

  it('asked in vain is left alone for 1 s, 2 s, … 30 s, until it has moved', () => {
    const links = new Links()
    links.led(address, signed(1))
    const link = links.of(signed(1))
    if (!link) throw new Error('it is not known')
    const restsMs: number[] = []
    for (let nowMs = 0; restsMs.length < 7;) {
      link.askedInVain(nowMs)
      let restMs = 0
      while (!link.isWorthAsking(nowMs + restMs)) restMs += 500
      restsMs.push(restMs)
      nowMs += restMs
    }
    expect(restsMs).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    link.movedTo(signed(2))
    expect(link.isWorthAsking(1e9)).toBe(true)
    link.askedInVain(1e9)
    expect(link.isWorthAsking(1e9 + 1000)).toBe(true)
  })

  it('is asked by one at a time, in order, whatever becomes of those before', async () => {
    const links = new Links()
    links.led(address, signed(1))
    const link = links.of(signed(1))
    if (!link) throw new Error('it is not known')
    const did: string[] = []
    const turn = (name: string, fails = false): Promise<void> =>
      link.inTurn(async () => {
        did.push(`${name} begins`)
        await new Promise((resolve) => setTimeout(resolve, 5))
        did.push(`${name} ends`)
        if (fails) throw new Error(name)
      })
    const turns = await Promise.allSettled([turn('first', true), turn('second'), turn('third')])
    expect(turns.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(did).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]))
  })
})
