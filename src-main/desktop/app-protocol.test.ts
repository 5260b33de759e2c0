import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, pathOf } from './app-protocol.ts'

let outside = ''
let page = ''

beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'shoal-app-protocol-'))
  page = path.join(outside, 'page')
  await mkdir(path.join(page, 'assets'), { recursive: true })
  await writeFile(path.join(outside, 'secret.html'), 'secret')
  await writeFile(path.join(page, 'index.html'), '<!doctype html>')
  await writeFile(path.join(page, 'assets', 'index-a1.js'), 'export {}')
  await writeFile(path.join(page, 'notes.txt'), 'not part of a page')
})
afterAll(() => rm(outside, { recursive: true }))

const get = (url: string): Promise<Response> => answer({ method: 'GET', url }, page)

test.each([
  ['app://shoal/', 'text/html; charset=utf-8'],
  ['app://shoal/index.html?x#y', 'text/html; charset=utf-8'],
  ['app://shoal/assets/index-a1.js', 'text/javascript; charset=utf-8']
])('%s is served with its type and the policy', async (url, type) => {
  const response = await get(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})

test.each([
  'app://shoal/../secret.html',
  'app://shoal/%2e%2e/secret.html',
  'app://shoal/..%2fsecret.html',
  'app://shoal/..%5csecret.html',
  'app://shoal/..\\secret.html',
  'app://shoal/assets/..%2f..%2fsecret.html',
  'app://shoal//secret.html',
  'app://shoal/index.html%00.js',
  'app://shoal/.env.html',
  'app://shoal/assets',
  'app://shoal/assets/',
  'app://shoal/missing.js',
  'app://shoal/notes.txt',
  'app://other/index.html',
  'app://user@shoal/index.html',
  'file:///index.html',
  'not an address'
])('%s is refused, with the policy', async (url) => {
  const response = await get(url)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('')
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
})

test('only GET is answered', async () => {
  expect((await answer({ method: 'POST', url: 'app://shoal/' }, page)).status).toBe(405)
})

test('a path never leaves the folder, however it is written', () => {
  for (const dots of ['..', '%2e.', '.%2E', '..;', '...', '..%2f', '..%252f', '..\\', '%5c..']) {
    for (const depth of [1, 2, 5]) {
      const named = pathOf(`app://shoal/${`${dots}/`.repeat(depth)}index.html`)
      expect(named === null || named === 'index.html').toBe(true)
    }
  }
})
