import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkedName, numbered, safeName } from './file-name.ts'
import { proposedName } from './proposed-name.ts'

describe('a name from the network', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['..', 'download'],
    ['...', 'download'],
    ['', 'download'],
    ['a\0b.txt', 'ab.txt'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['a:b?c*.iso', 'a_b_c_.iso'],
    ['trailing. . ', 'trailing'],
    ['.bashrc', 'bashrc'],
    ['evil\u202Egnp.exe', 'evilgnp.exe'],
    ['Ünïcödé 文件.zip', 'Ünïcödé 文件.zip']
  ])('%j becomes %j', (proposed, name) => expect(safeName(proposed)).toBe(name))

  it('is cut to what file systems allow, its extension kept', () => {
    const name = safeName(`${'é'.repeat(300)}.tar.gz`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(name.endsWith('é.tar.gz')).toBe(true)
  })

  it('is harmless whatever was proposed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (proposed) => {
        const name = safeName(proposed)
        expect(name).not.toMatch(/[/\\\u0000-\u001f<>:"|?*]|^\.{0,2}$|[. ]$/)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
        expect(Buffer.from(name).toString()).toBe(name)
        expect(checkedName(name)).toBe(name)
      }),
      { numRuns: 1000 }
    )
  })

  it('is numbered before its extension', () => {
    expect(numbered('a.tar.gz', 0)).toBe('a.tar.gz')
    expect(numbered('a.tar.gz', 2)).toBe('a (2).tar.gz')
    expect(numbered('README', 1)).toBe('README (1)')
    expect(numbered('v1.2.3 final notes', 1)).toBe('v1.2.3 final notes (1)')
  })
})

describe('a name the user chose', () => {
  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\0b', 'x'.repeat(201)])('%.10j is refused', (name) => {
    expect(() => checkedName(name)).toThrow('cannot be used')
  })
  it('is taken as it is', () => expect(checkedName('.hidden file')).toBe('.hidden file'))
})

describe('what an answer proposes', () => {
  const propose = (disposition: string | null, asked: string, final = asked) =>
    proposedName(
      {
        status: 200,
        minorVersion: 1,
        fields: new Map(
          disposition === null ? [] : [['content-disposition', Buffer.from(disposition).toString('latin1')]]
        )
      },
      new URL(asked),
      new URL(final)
    )
  it.each([
    ['attachment; filename="a b.zip"', 'a b.zip'],
    ['attachment; filename=plain.zip; size=3', 'plain.zip'],
    ['attachment; filename="say \\"hi\\".txt"', 'say "hi".txt'],
    [`attachment; filename="fallback.txt"; filename*=UTF-8''na%C3%AFve.txt`, 'naïve.txt'],
    [`attachment; filename*=iso-8859-1'en'caf%E9.txt`, 'café.txt'],
    [`attachment; filename="ok.txt"; filename*=UTF-8''%FF%FE`, 'ok.txt'],
    ['attachment; filename="rohes-ü.txt"', 'rohes-ü.txt'],
    ['inline', 'path.bin']
  ])('%s gives %s', (disposition, name) => expect(propose(disposition, 'http://h/dir/path.bin')).toBe(name))

  it('comes from the URL otherwise: the final one, unless only the asked one has an extension', () => {
    expect(propose(null, 'http://h/get/latest', 'http://cdn/app-1.2.dmg?sig=x')).toBe('app-1.2.dmg')
    expect(propose(null, 'http://h/app-1.2.dmg', 'http://cdn/0123456789abcdef')).toBe('app-1.2.dmg')
    expect(propose(null, 'http://h/a%20b%C3%A9.txt')).toBe('a bé.txt')
    expect(propose(null, 'http://h/')).toBe('')
  })
})
