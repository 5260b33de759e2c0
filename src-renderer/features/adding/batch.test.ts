import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchOf, MOST_IN_A_BATCH } from './batch.ts'

const linksOf = (link: string): readonly string[] => {
  const batch = batchOf(link)
  if (batch.kind !== 'many') throw new Error(batch.kind)
  return batch.links
}

test.each([
  ['https://a.example/f[01-03].zip', ['f01.zip', 'f02.zip', 'f03.zip']],
  ['https://a.example/f[8-11].zip', ['f8.zip', 'f9.zip', 'f10.zip', 'f11.zip']],
  ['https://a.example/f[08-11].zip', ['f08.zip', 'f09.zip', 'f10.zip', 'f11.zip']],
  ['https://a.example/f[3-1]', ['f3', 'f2', 'f1']],
  ['https://a.example/f[0-20:10]', ['f0', 'f10', 'f20']],
  ['https://a.example/f[a-c]', ['fa', 'fb', 'fc']],
  ['https://a.example/f[A-B][1-2]', ['fA1', 'fA2', 'fB1', 'fB2']]
])('%s', (link, names) => {
  expect(linksOf(link)).toEqual(names.map((name) => `https://a.example/${name}`))
})

test.each([
  'https://a.example/f.zip',
  'https://[2001:db8::1]/f.zip',
  'https://[1-2]/f.zip',
  'https://a.example/f[].zip',
  'https://a.example/f[1-].zip',
  'https://a.example/f[1-1].zip',
  'https://a.example/f[a-B].zip',
  'https://a.example/f[1-9:0].zip',
  'https://a.example/?ids[]=1'
])('%s stands for itself', (link) => {
  expect(batchOf(link)).toEqual({ kind: 'one' })
})

test('a thousand files are many, one more is too many, and nothing is made of either number beyond', () => {
  expect(linksOf(`https://a.example/[1-${MOST_IN_A_BATCH}]`)).toHaveLength(MOST_IN_A_BATCH)
  expect(batchOf(`https://a.example/[0-${MOST_IN_A_BATCH}]`)).toEqual({
    kind: 'too-many',
    count: MOST_IN_A_BATCH + 1
  })
  expect(batchOf(`https://a.example/${'[0-999999999]'.repeat(9)}`).kind).toBe('too-many')
})

test('numbers count up one by one, as wide as the first, whatever the bounds', () => {
  const bounds = fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 900 }), fc.boolean())
  fc.assert(
    fc.property(bounds, ([first, more, padded]) => {
      const start = padded ? `0${first}` : String(first)
      const links = linksOf(`https://a.example/x[${start}-${first + more}]y`)
      expect(links).toHaveLength(more + 1)
      expect(new Set(links).size).toBe(more + 1)
      const numbers = links.map((link) => /x(\d+)y/.exec(link)?.[1] ?? '')
      expect(numbers.map(Number)).toEqual(Array.from({ length: more + 1 }, (_, at) => first + at))
    })
  )
})
