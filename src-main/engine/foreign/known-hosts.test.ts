import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fingerprint, knownKeys, verdictOn } from './known-hosts.ts'

const KEY = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIEVSHAPx', 'base64')
const OTHER = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIXXXXXXX', 'base64')
const line = (hosts: string, key = KEY): string => `${hosts} ssh-ed25519 ${key.toString('base64')} a comment`
const hashed = (name: string): string => {
  const salt = Buffer.from('0123456789abcdefghij')
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}
const verdict = (text: string, host = 'files.example.org', port = 22): string =>
  verdictOn(KEY, knownKeys([text], host, port))

describe('a host is known', () => {
  it.each([
    ['by its name', line('files.example.org')],
    ['in capitals', line('Files.Example.ORG')],
    ['among others', line('a.example.org,files.example.org,192.0.2.1')],
    ['by a pattern', line('*.example.org')],
    ['by a pattern with question marks', line('file?.example.*')],
    ['by a hashed name', line(hashed('files.example.org'))],
    ['by one of several keys', `${line('files.example.org', OTHER)}\n${line('files.example.org')}`],
    [
      'after comments and strange lines',
      `# files.example.org\n\nnonsense\r\n${line('files.example.org')}\r\n`
    ]
  ])('%s', (_, text) => {
    expect(verdict(text)).toBe('known')
  })

  it('on another port by its own entry', () => {
    expect(verdict(line('[files.example.org]:2222'), 'files.example.org', 2222)).toBe('known')
    expect(verdict(line(hashed('[files.example.org]:2222')), 'files.example.org', 2222)).toBe('known')
    expect(verdict(line('files.example.org'), 'files.example.org', 2222)).toBe('unknown')
    expect(verdict(line('[files.example.org]:2222'))).toBe('unknown')
  })
})

describe('a host is not', () => {
  it.each([
    ['unknown', ''],
    ['unknown', line('other.example.org')],
    ['unknown', line('*.example.org,!files.example.org')],
    ['unknown', `#${line('files.example.org')}`],
    ['unknown', `@cert-authority ${line('*.example.org')}`],
    ['changed', line('files.example.org', OTHER)],
    ['changed', `files.example.org ssh-rsa ${OTHER.toString('base64')}`],
    ['revoked', `@revoked ${line('*')}`],
    ['revoked', `${line('files.example.org')}\n@revoked ${line('*')}`],
    ['unknown', `@revoked ${line('files.example.org', OTHER)}`]
  ])('%s by %s', (expected, text) => {
    expect(verdict(text)).toBe(expected)
  })

  it('found slowly by a pattern made for it', () => {
    const began = performance.now()
    expect(verdict(line('*a'.repeat(2000)), 'a'.repeat(2000) + 'b')).toBe('unknown')
    expect(performance.now() - began).toBeLessThan(5000)
  })
})

it('fingerprints are those of ssh-keygen -l', () => {
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64')
  // GitHub's published Ed25519 host key and its fingerprint.
  expect(fingerprint(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU')
})
