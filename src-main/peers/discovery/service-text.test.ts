/** What a Shoal says of itself comes back as it was; anything else is no Shoal. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idOf, readId } from './interfaces.fixture.ts'
import { readServiceText, writeServiceText } from './service-text.ts'

const read = (...strings: (string | Buffer)[]): ReturnType<typeof readServiceText> =>
  readServiceText(
    strings.map((text) => (typeof text === 'string' ? Buffer.from(text) : text)),
    readId
  )
const id = `id=${idOf('A')}`

describe('the text of a service', () => {
  it('is read as it was written', () => {
    const text = { id: idOf('B'), version: '1.2.3', capabilities: ['contribute', 'cache'] } as const
    expect(readServiceText(writeServiceText(text), readId)).toEqual(text)
  })
  it('fits a packet', () => {
    const text = { id: idOf('B'), version: '9'.repeat(32), capabilities: ['contribute', 'cache'] } as const
    expect(Buffer.concat([...writeServiceText(text)]).length).toBeLessThan(200)
  })
  it('may hold what we do not know', () => {
    expect(read('flag', id, 'cap=contribute,fly', 'new=x', 'V=2.0')).toEqual({
      ...{ id: idOf('A'), version: '2.0', capabilities: ['contribute'] }
    })
  })
  it('counts the first of two', () => {
    expect(read(id, `id=${idOf('C')}`)?.id).toBe(idOf('A'))
  })
  it.each([
    ['no id', ['txtvers=1']],
    ['an id that does not parse', ['id=<script>alert(1)</script>']],
    ['another version of the text', ['txtvers=2', id]],
    ['too many strings', [id, ...Array<string>(32).fill('a=b')]],
    ['too many bytes', [id, ...Array<string>(6).fill(`x=${'y'.repeat(250)}`)]],
    ['nothing', []],
    ['an empty string', ['']]
  ])('with %s is refused', (_, strings) => {
    expect(read(...strings)).toBeNull()
  })
  it('shows no version that is not printable', () => {
    expect(read(id, 'v=\u001b[31mred')?.version).toBe('')
    expect(read(id, `v=${'1'.repeat(33)}`)?.version).toBe('')
  })
  it('never throws, and never lets more through than it knows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 255 }), { maxLength: 40 }),
        fc.boolean(),
        (bytes, withId) => {
          const text = read(...(withId ? [id] : []), ...bytes.map((each) => Buffer.from(each)))
          if (text === null) return
          expect(text.version).toMatch(/^[!-~]{0,32}$/)
          expect(text.capabilities.length).toBeLessThanOrEqual(2)
        }
      )
    )
  })
})
