import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contract, isMethod, type MethodName } from '../../../src-shared/contract/contract.ts'
import { validateInput } from './validate-input.ts'

const uri = 'https://example.org/file.iso'

describe('accepted', () => {
  test.each<[MethodName, unknown]>([
    ['app.info', null],
    ['transfers.add', { uri }],
    ['transfers.add', { uri: 'not a uri: the engine will say so better' }],
    ['transfers.add', { uri: 'u'.repeat(65_536) }],
    ['transfers.add', { uri, directory: '/files', name: '../x', connections: 64, caCertificate: '/ca.pem' }],
    ['transfers.add', { uri, directory: undefined }],
    ['transfers.add', { uri, request: {} }],
    [
      'transfers.add',
      {
        uri,
        request: {
          headers: [{ name: 'X-Token', value: 'grüße' }],
          userAgent: 'me',
          referer: 'https://example.org/page',
          login: { kind: 'password', user: '', password: 'a:b' },
          cookieFile: '/cookies.txt',
          clientCertificate: { certificate: '/c.pem', key: '/k.pem' }
        }
      }
    ],
    ['transfers.add', { uri, request: { login: { kind: 'bearer', token: 'abc' } } }],
    ['transfers.add', { uri, checksum: { algorithm: 'md5', hex: 'Ab'.repeat(16) } }],
    ['transfers.add', { uri, name: 'file.iso', unfinished: 'take-over' }],
    ['transfers.replaceUri', { id: 'a', uri: 'the engine judges it' }],
    ['transfers.pause', { ids: Array.from({ length: 500 }, () => 'i'.repeat(64)) }],
    ['transfers.limit', { ids: ['a', 'b'], bytesPerSecond: null }],
    ['transfers.prioritize', { ids: [], priority: 'low' }],
    ['transfers.add', { uri, limitBytesPerSecond: 1024 }],
    ['transfers.add', { uri, limitBytesPerSecond: null }],
    ['transfers.add', { uri, priority: 'high', start: 'later', request: { peers: 'none' } }],
    ['transfers.probe', { ticket: 't', uri, request: { headers: [{ name: 'A', value: 'b' }] } }],
    ['transfers.endProbe', { ticket: 't' }],
    ['transfers.limit', { ids: ['a'], bytesPerSecond: null }],
    ['transfers.limit', { ids: ['a'], bytesPerSecond: 1e15 }],
    ['transfers.move', { id: 'a', place: 1 }],
    ['transfers.prioritize', { ids: ['a'], priority: 'low' }],
    ['settings.set', {}],
    ['settings.set', { limitBytesPerSecond: null, mostActive: 100, hours: [] }],
    [
      'settings.set',
      {
        hours: [
          { days: ['mon', 'sun'], fromMinute: 0, toMinute: 1439, rule: { kind: 'paused' } },
          { days: [], fromMinute: 5, toMinute: 5, rule: { kind: 'limited', bytesPerSecond: 2048 } }
        ]
      }
    ],
    ['transfers.remove', { ids: ['a'], partial: 'keep' }],
    ['progress.frame', { expanded: [] }],
    ['progress.frame', { expanded: Array.from({ length: 512 }, () => 'a') }],
    ['desktop.open', { id: 'a' }]
  ])('%s %#', (method, input) => {
    expect(validateInput(method, input)).toEqual({ ok: true, input })
  })
})

describe('refused, in words', () => {
  test.each<[MethodName, unknown, string]>([
    ['app.info', {}, 'the input must be null'],
    ['transfers.add', null, 'the input must be an object'],
    ['transfers.add', 'https://example.org', 'the input must be an object'],
    ['transfers.add', {}, 'uri is missing'],
    ['transfers.add', { uri: 7 }, 'uri must be text'],
    ['transfers.add', { uri: 'ü'.repeat(32_769) }, 'uri must be at most 65536 bytes long'],
    ['transfers.add', { uri, unfinished: 'drop' }, 'unfinished must be "take-over"'],
    ['transfers.add', { uri, start: 'soon' }, 'start must be "now", "in-turn" or "later"'],
    ['transfers.add', { uri, request: { peers: 'all' } }, 'request.peers must be "none"'],
    ['transfers.probe', { uri }, 'ticket is missing'],
    ['transfers.probe', { uri, ticket: '' }, 'ticket must not be empty'],
    ['transfers.probe', { uri, ticket: 't', directory: '/tmp' }, 'there is no such option as directory'],
    ['transfers.replaceUri', { id: 'a' }, 'uri is missing'],
    ['transfers.replaceUri', { id: 'a', uri: 'u'.repeat(65_537) }, 'uri must be at most 65536 bytes long'],
    ['transfers.add', { uri, colour: 'red' }, 'there is no such option as colour'],
    ['transfers.add', { uri, directory: 'files' }, 'directory must be an absolute path, not "files"'],
    ['transfers.add', { uri, directory: '/a\0b' }, 'directory must not contain a NUL character'],
    ['transfers.add', { uri, directory: null }, 'directory must be text'],
    ['transfers.add', { uri, connections: 0 }, 'connections must be a whole number from 1 to 64, not 0'],
    ['transfers.add', { uri, connections: 65 }, 'connections must be a whole number from 1 to 64, not 65'],
    ['transfers.add', { uri, connections: 1.5 }, 'connections must be a whole number from 1 to 64, not 1.5'],
    ['transfers.add', { uri, connections: NaN }, 'connections must be a whole number'],
    ['transfers.add', { uri, connections: '8' }, 'connections must be a whole number'],
    [
      'transfers.add',
      { uri, caCertificate: 'ca.pem' },
      'caCertificate must be an absolute path, not "ca.pem"'
    ],
    ['transfers.add', { uri, request: { colour: 'red' } }, 'there is no such option as request.colour'],
    [
      'transfers.add',
      { uri, request: { headers: [{ name: 'X', value: 'SECRET\n' }] } },
      'request.headers.0 is no header field that can be sent: a value must not contain line breaks or control characters'
    ],
    [
      'transfers.add',
      { uri, request: { headers: [{ name: 'Host', value: 'SECRET' }] } },
      'request.headers.0 is no header field that can be sent: Host cannot be set: it comes from the address'
    ],
    [
      'transfers.add',
      { uri, request: { headers: Array.from({ length: 65 }, () => ({ name: 'X', value: '' })) } },
      'request.headers must have at most 64 entries'
    ],
    ['transfers.add', { uri, request: { userAgent: '' } }, 'request.userAgent must not be empty'],
    [
      'transfers.add',
      { uri, request: { referer: 'javascript:SECRET' } },
      'request.referer must be an http:// or https:// address'
    ],
    [
      'transfers.add',
      { uri, request: { login: { kind: 'password', user: 'SECRET:', password: '' } } },
      'request.login.user must not contain a colon'
    ],
    [
      'transfers.add',
      { uri, request: { login: { kind: 'bearer', token: 'SECRET\r\n' } } },
      'request.login.token must be visible ASCII characters without spaces'
    ],
    [
      'transfers.add',
      { uri, request: { cookieFile: 'c.txt' } },
      'request.cookieFile must be an absolute path, not "c.txt"'
    ],
    [
      'transfers.add',
      { uri, request: { hostKey: 'SHA256:short' } },
      'request.hostKey must be SHA256: and 43 characters of base64'
    ],
    ['transfers.add', { uri, checksum: 'md5=00' }, 'checksum must be an object'],
    [
      'transfers.add',
      { uri, checksum: { algorithm: 'crc32', hex: '00' } },
      'checksum.algorithm must be one of sha-256, sha-512, sha-1, md5'
    ],
    [
      'transfers.add',
      { uri, checksum: { algorithm: 'md5', hex: 'g'.repeat(32) } },
      'checksum must have 32 hexadecimal digits for md5'
    ],
    [
      'transfers.limit',
      { ids: ['a'], bytesPerSecond: 1023 },
      'bytesPerSecond must be a whole number from 1024 to 1000000000000000, not 1023'
    ],
    ['transfers.limit', { ids: ['a'], bytesPerSecond: '5M' }, 'bytesPerSecond must be a whole number'],
    ['transfers.limit', { ids: ['a'] }, 'bytesPerSecond is missing'],
    ['transfers.move', { id: 'a', place: 0 }, 'place must be a whole number from 1 to 1000000, not 0'],
    ['transfers.prioritize', { ids: ['a'], priority: 'urgent' }, 'priority must be one of high, normal, low'],
    ['settings.set', { mostActive: 0 }, 'mostActive must be a whole number from 1 to 100, not 0'],
    ['settings.set', { colour: 'red' }, 'there is no such option as colour'],
    [
      'settings.set',
      { hours: [{ days: ['someday'], fromMinute: 0, toMinute: 0, rule: { kind: 'paused' } }] },
      'hours.0.days.0 must be one of sun, mon, tue, wed, thu, fri, sat'
    ],
    [
      'settings.set',
      { hours: [{ days: [], fromMinute: 1440, toMinute: 0, rule: { kind: 'paused' } }] },
      'hours.0.fromMinute must be a whole number from 0 to 1439, not 1440'
    ],
    [
      'settings.set',
      { hours: [{ days: [], fromMinute: 0, toMinute: 0, rule: { kind: 'limited', bytesPerSecond: 0 } }] },
      'hours.0.rule.bytesPerSecond must be a whole number from 1024 to 1000000000000000, not 0'
    ],
    [
      'settings.set',
      { hours: [{ days: [], fromMinute: 0, toMinute: 0, rule: { kind: 'slow' } }] },
      'hours.0.rule.kind must be "limited" with a rate, "unlimited" or "paused"'
    ],
    ['transfers.pause', { ids: ['a', ''] }, 'ids.1 must not be empty'],
    ['transfers.pause', { ids: ['i'.repeat(65)] }, 'ids.0 must be at most 64 characters long'],
    [
      'transfers.resume',
      { ids: Array.from({ length: 501 }, () => 'a') },
      'ids must have at most 500 entries'
    ],
    ['transfers.pause', { ids: 'a' }, 'ids must be a list'],
    ['transfers.startNow', { id: ['a'] }, 'id must be text'],
    ['transfers.remove', { ids: ['a'], partial: 'burn' }, 'partial must be "keep" or "delete"'],
    ['progress.frame', { expanded: 'a' }, 'expanded must be a list'],
    ['progress.frame', { expanded: ['a', 7] }, 'expanded.1 must be text'],
    [
      'progress.frame',
      { expanded: Array.from({ length: 513 }, () => 'a') },
      'expanded must have at most 512 entries'
    ]
  ])('%s %#', (method, input, reason) => {
    expect(validateInput(method, input)).toEqual({ ok: false, reason })
  })

  test('a key named __proto__ is a key like any other, and refused', () => {
    const input: unknown = JSON.parse(`{"uri": "${uri}", "__proto__": {"connections": 3}}`)
    expect(validateInput('transfers.add', input).ok).toBe(false)
  })
})

test('whatever comes, there is a verdict and a short reason', () => {
  const methods = Object.keys(contract).filter(isMethod)
  fc.assert(
    fc.property(fc.constantFrom(...methods), fc.anything({ withNullPrototype: true }), (method, input) => {
      const verdict = validateInput(method, input)
      if (!verdict.ok) expect(verdict.reason.length).toBeLessThan(300)
    })
  )
})

const OWN = { id: 'own-1', name: 'Films', extensions: ['mkv'], directory: null }
const VIDEO = { id: 'video', name: null, extensions: ['mp4'], directory: null }

test.each([
  [{ extensions: ['a/b'] }, '"Films": "a/b" is no ending of a name, such as mp4 or tar.gz'],
  [{ extensions: Array.from({ length: 201 }, () => 'mkv') }, '"Films": it may have at most 200 endings'],
  [{ name: null }, '"own-1": it needs a name'],
  [{ name: 'two\nlines' }, '"two\\nlines": its name must be one line of 1 to 40 characters'],
  [{ directory: '/films/../a' }, '"Films": "/films/../a" is not the whole path of a folder, without ".."'],
  [
    { id: 'Own 1' },
    '"Films": its id "Own 1" must be of small letters, digits and dashes, at most 40, and not "other"'
  ],
  [{ id: 'video' }, '"Films": another has its id "video" already']
])('a category is refused by its name %#', (wrong, reason) => {
  expect(validateInput('settings.set', { categories: [VIDEO, { ...OWN, ...wrong }] })).toEqual({
    ok: false,
    reason: `categories must be changed at ${reason}`
  })
})

test('too many categories are refused by their number', () => {
  const categories = Array.from({ length: 33 }, (_, at) => ({ ...OWN, id: `own-${at}` }))
  const reason = 'categories must be at most 32, not 33'
  expect(validateInput('settings.set', { categories })).toEqual({ ok: false, reason })
})
