/**
 * The data server of a lab: a real nginx in a namespace of its own, serving random files from memory with ETag and
 * Last-Modified. It counts what it has sent to whom, which is how a test knows whose link a byte came over.
 */
import { spawn } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { link, mkdir, open, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemEnvironment, type Namespace } from './namespace.ts'

export interface LanFile {
  /** At the public address. */
  readonly url: string
  /** The same file at the private address, which contributors refuse unless told otherwise. */
  readonly privateUrl: string
  readonly bytes: number
  readonly sha256: string
  /** The same bytes under another URL, which no cache knows. */
  again(): Promise<LanFile>
}

export interface LanOrigin {
  readonly namespace: Namespace
  /** Random bytes under a URL of their own. */
  file(bytes: number): Promise<LanFile>
  /** Bytes of bodies handed over for that address in requests that have ended. */
  bytesServedTo(address: string): Promise<number>
  /** Connections that are open now. */
  connections(): number
  close(): Promise<void>
}

export interface OriginAddresses {
  readonly publicAddress: string
  readonly privateAddress: string
}

const PORT = 80
const START_DEADLINE_MS = 10_000
const FILL_BYTES = 16 << 20
/** proc_pid_net_tcp(5). */
const ESTABLISHED = 1
const LISTEN = 10

export async function startLanOrigin(
  namespace: Namespace,
  { publicAddress, privateAddress }: OriginAddresses
): Promise<LanOrigin> {
  const at = (name: string): string => path.join(namespace.folderFromOutside, name)
  await mkdir(at('root'))
  await writeFile(at('nginx.conf'), configuration(namespace.folder))
  const [command, ...args] = namespace.run(
    'nginx',
    ...['-p', namespace.folder, '-e', 'error.log', '-c', `${namespace.folder}/nginx.conf`]
  )
  const child = spawn(command, args, { stdio: 'ignore', env: systemEnvironment() })
  const exit = once(child, 'exit')
  const withState = (wanted: number): number =>
    namespace.tcpSockets().filter(({ localPort, state }) => localPort === PORT && state === wanted).length
  const deadline = Date.now() + START_DEADLINE_MS
  while (withState(LISTEN) === 0) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      const said = await readFile(at('error.log'), 'utf8').catch(() => '')
      throw new Error(`nginx did not start: ${said.trim()}`)
    }
    await sleep(10)
  }

  let files = 0
  const nextName = (): string => `${++files}.bin`
  const offered = (name: string, bytes: number, sha256: string): LanFile => ({
    url: `http://${publicAddress}/${name}`,
    privateUrl: `http://${privateAddress}/${name}`,
    bytes,
    sha256,
    async again() {
      const other = nextName()
      await link(at(`root/${name}`), at(`root/${other}`))
      return offered(other, bytes, sha256)
    }
  })
  return {
    namespace,
    async file(bytes) {
      const name = nextName()
      return offered(name, bytes, await writeRandom(at(`root/${name}`), bytes))
    },
    async bytesServedTo(address) {
      const log = await readFile(at('access.log'), 'utf8')
      return log
        .split('\n')
        .map((line) => line.split(' '))
        .filter(([client]) => client === address)
        .reduce((sum, [, bytes]) => sum + Number(bytes), 0)
    },
    connections: () => withState(ESTABLISHED),
    async close() {
      child.kill('SIGKILL')
      await exit
    }
  }
}

/** Resolves to the SHA-256 of what it wrote. */
async function writeRandom(file: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(FILL_BYTES)
  const handle = await open(file, 'wx')
  try {
    for (let left = bytes; left > 0; left -= FILL_BYTES) {
      const filled = randomFillSync(buffer.subarray(0, Math.min(left, FILL_BYTES)))
      hash.update(filled)
      await handle.writeFile(filled)
    }
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}

/** One process, so that nothing of it outlives a kill. */
const configuration = (folder: string): string => `
daemon off;
master_process off;
user root;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 2048; }
http {
  default_type application/octet-stream;
  log_format counted '$remote_addr $body_bytes_sent';
  access_log ${folder}/access.log counted;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000;
  server {
    listen ${PORT};
    root ${folder}/root;
  }
}
`
