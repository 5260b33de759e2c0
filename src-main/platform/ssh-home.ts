/**
 * What the person's SSH programs keep: known hosts, private keys, the agent's socket, where OpenSSH keeps them. It
 * never fails and never writes: a file that cannot be read is no file. ssh_config is not read.
 */
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import type { SshHome } from '../engine/ports/ssh-home.ts'
import { surroundings, type Surroundings } from './state-directory.ts'

/** In the order in which they are tried; those locked by a passphrase are for the agent. */
const KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa']
const KNOWN_HOSTS = ['known_hosts', 'known_hosts2']
const SYSTEM_KNOWN_HOSTS = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']
const MAX_FILE_BYTES = 4 * 1024 * 1024

export function sshHome({ env, home }: Surroundings = surroundings()): SshHome {
  const own = (name: string): string => path.join(home, '.ssh', name)
  return {
    user: accountName(),
    knownHosts: [...KNOWN_HOSTS.map(own), ...SYSTEM_KNOWN_HOSTS].flatMap(textOf),
    keys: KEYS.map(own).flatMap(textOf),
    agent: env['SSH_AUTH_SOCK'] || null
  }
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // An account without an entry has no name to greet servers with.
    return 'anonymous'
  }
}

function textOf(file: string): readonly string[] {
  try {
    return statSync(file).size > MAX_FILE_BYTES ? [] : [readFileSync(file, 'utf8')]
  } catch {
    return []
  }
}
