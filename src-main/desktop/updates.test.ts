import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { updateFeed, type UpdateSurroundings } from './updates.ts'

let resources = ''
beforeEach(() => {
  resources = mkdtempSync(path.join(tmpdir(), 'shoal-updates-'))
})
afterEach(() => rmSync(resources, { recursive: true }))

const here = (over: Partial<UpdateSurroundings> = {}): UpdateSurroundings => ({
  isPackaged: true,
  platform: 'win32',
  env: {},
  resources,
  ...over
})

const feedIs = (url: string): void =>
  writeFileSync(
    path.join(resources, 'app-update.yml'),
    `provider: generic\nurl: ${url}\nupdaterCacheDirName: shoal-updater\n`
  )

test('a package in which nobody named a feed takes no updates', () => {
  expect(updateFeed(here())).toBeNull()
})

test('a feed is what its file names, with a slash at its end', () => {
  feedIs('https://updates.example.org/shoal')
  expect(updateFeed(here())).toBe('https://updates.example.org/shoal/')
  expect(updateFeed(here({ platform: 'darwin' }))).toBe('https://updates.example.org/shoal/')
})

test('neither a checkout nor a package that the system keeps up to date asks', () => {
  feedIs('https://updates.example.org/shoal')
  expect(updateFeed(here({ isPackaged: false }))).toBeNull()
  expect(updateFeed(here({ platform: 'linux' }))).toBeNull()
  expect(
    updateFeed(here({ platform: 'linux', env: { APPIMAGE: '/home/ada/Shoal.AppImage' } }))
  ).not.toBeNull()
})

test.each([
  'http://updates.example.org/',
  'http://127.0.0.1.example.org/',
  'ftp://127.0.0.1/',
  'file:///srv/',
  ''
])('programs are not taken from %s', (url) => {
  feedIs(url)
  expect(updateFeed(here())).toBeNull()
})

test('a server of this machine is trusted as TLS is', () => {
  feedIs("'http://127.0.0.1:8080/feed'")
  expect(updateFeed(here())).toBe('http://127.0.0.1:8080/feed/')
})
