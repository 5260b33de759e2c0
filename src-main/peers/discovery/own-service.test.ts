/** Questions of others are answered as RFC 6762 and 6763 have it. */
import { describe, expect, it } from 'vitest'
import { idOf } from './interfaces.fixture.ts'
import type { Answer, HeardPacket, Question } from './multicast-link.ts'
import { announcement, answerTo, conflictOf, goodbye, type OwnService } from './own-service.ts'

const service: OwnService = {
  instance: 'AAAAAAA',
  text: { id: idOf('A'), version: '1', capabilities: ['cache'] },
  port: 4000,
  addresses: [
    { family: 4, address: '10.0.0.1' },
    { family: 6, address: 'fd00::1' }
  ]
}
const query = (name: string, type: string, answers: readonly Answer[] = []): HeardPacket => ({
  ...{ type: 'query', id: 77, answers, authorities: [], additionals: [] },
  questions: [{ name, type } as Question]
})
const types = (records: readonly Answer[] = []): string[] => records.map(({ type }) => type)

describe('a question', () => {
  it('for the type is answered with everything in one packet', () => {
    const answer = answerTo(query('_Shoal._tcp.LOCAL', 'PTR'), service, false)
    expect(types(answer?.answers)).toEqual(['PTR'])
    expect(types(answer?.additionals)).toEqual(['SRV', 'TXT', 'A', 'AAAA'])
  })
  it('for all types is answered', () => {
    const answer = answerTo(query('_services._dns-sd._udp.local', 'PTR'), service, false)
    expect(answer?.answers).toMatchObject([{ type: 'PTR', data: '_shoal._tcp.local' }])
  })
  it.each([
    ['AAAAAAA._shoal._tcp.local', 'SRV', ['SRV']],
    ['AAAAAAA._shoal._tcp.local', 'ANY', ['SRV', 'TXT']],
    ['shoal-aaaaaaa.local', 'A', ['A']],
    ['shoal-aaaaaaa.local', 'AAAA', ['AAAA']]
  ])('for %s %s is answered', (name, type, expected) => {
    expect(types(answerTo(query(name, type), service, false)?.answers)).toEqual(expected)
  })
  it.each([
    ['_http._tcp.local', 'PTR'],
    ['BBBBBBB._shoal._tcp.local', 'SRV'],
    ['_shoal._tcp.local', 'A']
  ])('for %s %s is not ours', (name, type) => {
    expect(answerTo(query(name, type), service, false)).toBeNull()
  })
  it('is not answered to who knows, and is to who will soon forget', () => {
    const [pointer] = announcement(service).answers ?? []
    const known = (ttl: number): Answer[] => [{ ...pointer, ttl } as Answer]
    expect(answerTo(query('_shoal._tcp.local', 'PTR', known(2250)), service, false)).toBeNull()
    expect(answerTo(query('_shoal._tcp.local', 'PTR', known(2249)), service, false)).not.toBeNull()
  })
  it('of plain DNS is answered with its id, the question, short lives and nothing flushed', () => {
    const answer = answerTo(query('_shoal._tcp.local', 'PTR'), service, true)
    expect(answer).toMatchObject({ id: 77, questions: [{ name: '_shoal._tcp.local' }] })
    for (const record of [...(answer?.answers ?? []), ...(answer?.additionals ?? [])])
      expect(record).toMatchObject({ ttl: 10, flush: false })
  })
})

it('a goodbye takes back all that was announced', () => {
  expect(types(goodbye(service).answers)).toEqual(types(announcement(service).answers))
  for (const record of goodbye(service).answers ?? []) expect(record).toMatchObject({ ttl: 0 })
})

it('of two that use one name exactly one yields', () => {
  const other = { ...service, port: 4001 }
  expect(conflictOf(announcement(other).answers ?? [], service)).toBe('yields')
  expect(conflictOf(announcement(service).answers ?? [], other)).toBe('stays')
  expect(conflictOf(announcement(service).answers ?? [], service)).toBe('none')
  expect(conflictOf(goodbye(other).answers ?? [], service)).toBe('none')
})
