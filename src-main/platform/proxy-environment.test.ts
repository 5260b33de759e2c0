import { expect, test } from 'vitest'
import { proxyEnvironment } from './proxy-environment.ts'

const seen = (env: Record<string, string>) => proxyEnvironment({ env, platform: 'linux', home: '/' })

test('small letters come first, and HTTP_PROXY is not listened to', () => {
  expect(
    seen({ HTTP_PROXY: 'a', HTTPS_PROXY: 'b', https_proxy: 'c', ALL_PROXY: 'd', NO_PROXY: 'e' })
  ).toEqual({
    http: undefined,
    https: 'c',
    all: 'd',
    no: 'e'
  })
  expect(seen({ http_proxy: 'a', HTTPS_PROXY: 'b', https_proxy: '' })).toMatchObject({
    http: 'a',
    https: 'b'
  })
})
