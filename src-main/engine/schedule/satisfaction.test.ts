import { describe, expect, it } from 'vitest'
import { median, silenceDeadlineMs, verdict, type Performance } from './satisfaction.ts'

const good: Performance = {
  ageMs: 3000,
  silentMs: 0,
  bytesPerSecond: 2e6,
  lastBytesPerSecond: null,
  remainingBytes: 5e6
}
const slow: Performance = { ...good, silentMs: 10, bytesPerSecond: 1e5 }
const silent: Performance = { ...good, silentMs: 1500, bytesPerSecond: 0 }

describe('a connection is judged', () => {
  it('slow when far behind the median of at least two others, with much left to do', () => {
    expect(verdict(slow, [good, good, good], 1000)).toBe('slow')
    expect(verdict(good, [good, slow, slow], 1000)).toBe('satisfactory')
    expect(verdict(slow, [good], 1000)).toBe('satisfactory')
    expect(verdict({ ...slow, ageMs: 500 }, [good, good], 1000)).toBe('satisfactory')
    expect(verdict({ ...slow, remainingBytes: 5e4 }, [good, good], 1000)).toBe('satisfactory')
    expect(verdict({ ...slow, bytesPerSecond: 1e6 }, [good, good], 1000)).toBe('satisfactory')
  })

  it('by what others did just before, while what they do now is young', () => {
    const young: Performance = { ...good, ageMs: 100, bytesPerSecond: 10 }
    expect(verdict(slow, [young, young], 1000)).toBe('satisfactory')
    const known = { ...young, lastBytesPerSecond: 2e6 }
    expect(verdict(slow, [known, known], 1000)).toBe('slow')
  })

  it('silent by the deadline while somebody else gets bytes', () => {
    expect(verdict(silent, [good], 1000)).toBe('silent')
    expect(verdict(silent, [good], 2000)).toBe('satisfactory')
  })

  it('not at all when everybody is silent: then it is the network', () => {
    expect(verdict(silent, [silent, { ...silent, silentMs: 1400 }], 1000)).toBe('satisfactory')
    expect(verdict(silent, [], 1000)).toBe('satisfactory')
  })
})

describe('the deadline for silence', () => {
  it('is three times what nearly all sub-transfers take, and never less than a second', () => {
    expect(silenceDeadlineMs(Array.from({ length: 20 }, () => 900))).toBe(2700)
    expect(silenceDeadlineMs([10, 20, 30])).toBe(1000)
    expect(silenceDeadlineMs([...Array.from({ length: 99 }, () => 500), 60_000])).toBe(1500)
    expect(silenceDeadlineMs([60_000])).toBe(20_000)
    expect(silenceDeadlineMs([])).toBe(5000)
  })
})

it('the median is the middle one, or the mean of the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, 0])
})
