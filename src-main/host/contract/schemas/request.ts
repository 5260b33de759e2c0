/** How a server is asked for a file, as a caller may say it. */
import * as v from 'valibot'
import { parseProxy } from '../../../engine/request/proxy.ts'
import { fieldValueRefusal, headerFieldRefusal } from '../../../../src-shared/model/header-field.ts'
import { isHostKeyFingerprint } from '../../../../src-shared/model/host-key.ts'
import { absolutePath, MAX_SECRET_CHARACTERS, secret } from './values.ts'

/** Servers take some 8 to 64 KiB of head in all. */
const MAX_HEADERS = 64

/** None of these says what it received: it may be a secret. */
const fieldValue = v.pipe(
  v.string('must be text'),
  v.minLength(1, 'must not be empty'),
  v.check(
    (text) => fieldValueRefusal(text) === null,
    ({ input }) => `is refused: ${fieldValueRefusal(input) ?? ''}`
  )
)

export const requestEntries = {
  headers: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.strictObject({ name: v.string('must be text'), value: v.string('must be text') }),
          v.check(
            (field) => headerFieldRefusal(field) === null,
            ({ input }) => `is no header field that can be sent: ${headerFieldRefusal(input) ?? ''}`
          )
        ),
        'must be a list'
      ),
      v.maxLength(MAX_HEADERS, `must have at most ${MAX_HEADERS} entries`),
      v.readonly()
    )
  ),
  userAgent: v.optional(fieldValue),
  referer: v.optional(
    v.pipe(
      fieldValue,
      v.check((text) => /^https?:/i.test(text) && isUrl(text), 'must be an http:// or https:// address')
    )
  ),
  login: v.optional(
    v.variant(
      'kind',
      [
        v.strictObject({
          kind: v.literal('password'),
          // RFC 7617 section 2: the first colon ends the name.
          user: v.pipe(
            secret,
            v.check((text) => !text.includes(':'), 'must not contain a colon')
          ),
          password: secret
        }),
        v.strictObject({
          kind: v.literal('bearer'),
          token: v.pipe(
            v.string('must be text'),
            v.maxLength(MAX_SECRET_CHARACTERS, `must be at most ${MAX_SECRET_CHARACTERS} characters long`),
            v.regex(/^[!-~]+$/, 'must be visible ASCII characters without spaces')
          )
        })
      ],
      'must be a login with a password or a bearer token'
    )
  ),
  cookieFile: v.optional(absolutePath),
  clientCertificate: v.optional(v.strictObject({ certificate: absolutePath, key: absolutePath })),
  peers: v.optional(v.literal('none', 'must be "none"')),
  hostKey: v.optional(
    v.pipe(
      v.string('must be text'),
      v.check((text) => isHostKeyFingerprint(text), 'must be SHA256: and 43 characters of base64')
    )
  ),
  proxy: v.optional(
    v.pipe(
      secret,
      v.check(
        (text) => text === 'none' || parseProxy(text) !== null,
        'must be "none" or the address of an HTTP or SOCKS5 proxy'
      )
    )
  )
}

const isUrl = (text: string): boolean => {
  try {
    return new URL(text).host !== ''
  } catch {
    return false
  }
}
