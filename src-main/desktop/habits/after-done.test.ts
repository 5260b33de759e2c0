import { expect, test } from 'vitest'
import type { Settings } from '../../../src-shared/model/settings.ts'
import { afterDone } from './after-done.ts'
import { isOpenable } from './openable.ts'

test.each(['/d/a.pdf', '/d/a.JPG', '/d/film.mkv', '/d/notes.txt', '/d/two.parts.png'])(
  '%s may be opened',
  (file) => expect(isOpenable(file)).toBe(true)
)

test.each([
  ...[
    'a.exe',
    'a.msi',
    'a.bat',
    'a.cmd',
    'a.ps1',
    'a.scr',
    'a.lnk',
    'a.js',
    'a.vbs',
    'a.hta',
    'a.reg',
    'a.jar'
  ],
  ...['a.sh', 'a.desktop', 'a.AppImage', 'a.deb', 'a.rpm', 'a.run', 'a.py', 'a.flatpakref', 'a'],
  ...['a.app', 'a.dmg', 'a.pkg', 'a.command', 'a.terminal', 'a.webloc'],
  ...['a.html', 'a.svg', 'a.xhtml', 'a.url', 'a.docm', 'a.docx', 'a.xlsm', 'a.iso', 'a.zip', 'a.torrent'],
  ...[
    'a.pdf.exe',
    'a.exe.',
    'a.pdf ',
    'a.exe:b.pdf',
    'a\u202efdp.exe',
    'exe.\u202efdp.pdf',
    'a.txt\n',
    '.pdf'
  ]
])('%j is not opened by itself', (name) => expect(isOpenable(`/d/${name}`)).toBe(false))

function set(whenDone: Settings['whenDone'], opens = true) {
  const did: string[] = []
  let nowMs = 0
  const tell = afterDone({
    settings: () => ({ whenDone }),
    open: async (id) => {
      did.push(`open ${id}`)
      if (!opens) throw new Error('no program')
    },
    show: (id) => did.push(`show ${id}`),
    nowMs: () => nowMs
  })
  return {
    did,
    ends: (id: string, file: string) => tell(id, { kind: 'done', path: file, finishedAtMs: 0 }),
    later: (ms: number) => (nowMs += ms)
  }
}

test('a picture is opened, a program is only shown', () => {
  const { did, ends, later } = set('open')
  ends('a', '/d/a.png')
  later(10_000)
  ends('b', '/d/b.exe')
  expect(did).toEqual(['open a', 'show b'])
})

test('what no program opens is shown', async () => {
  const { did, ends } = set('open', false)
  ends('a', '/d/a.png')
  await Promise.resolve()
  await Promise.resolve()
  expect(did).toEqual(['open a', 'show a'])
})

test('fifty files that end together open one window, and where nothing is wanted none', () => {
  const many = set('show')
  for (let n = 0; n < 50; n++) many.ends(String(n), `/d/${n}.pdf`)
  expect(many.did).toEqual(['show 0'])
  const none = set('nothing')
  none.ends('a', '/d/a.pdf')
  expect(none.did).toEqual([])
})
