import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sshHome } from './ssh-home.ts'

let home: string
beforeEach(async () => (home = await mkdtemp(path.join(tmpdir(), 'shoal-ssh-home-'))))
afterEach(() => rm(home, { recursive: true, force: true }))

const look = (env: NodeJS.ProcessEnv = {}) => sshHome({ env, platform: 'linux', home })

it('finds keys in the order they are tried, known hosts and the agent', async () => {
  await mkdir(path.join(home, '.ssh'))
  for (const name of ['id_rsa', 'id_ed25519', 'id_other', 'known_hosts'])
    await writeFile(path.join(home, '.ssh', name), `text of ${name}`)
  const found = look({ SSH_AUTH_SOCK: '/run/agent' })
  expect(found.keys).toEqual(['text of id_ed25519', 'text of id_rsa'])
  expect(found.knownHosts[0]).toBe('text of known_hosts')
  expect(found.agent).toBe('/run/agent')
  expect(found.user).not.toBe('')
})

it('a home without any of them is no trouble', () => {
  const found = look({ SSH_AUTH_SOCK: '' })
  expect([found.keys, found.agent]).toEqual([[], null])
})

it('a folder where a file should be is left out', async () => {
  await mkdir(path.join(home, '.ssh', 'id_rsa'), { recursive: true })
  expect(look().keys).toEqual([])
})
