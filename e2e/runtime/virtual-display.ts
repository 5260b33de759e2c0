/**
 * A display of the tests' own (Xvfb), so that windows neither need a screen nor pop up on one. It picks its number
 * itself; nothing else on the machine can take it away.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

export interface VirtualDisplay {
  /** Value for DISPLAY. */
  readonly name: string
  stop(): Promise<void>
}

const DISPLAY_NUMBER_FD = 3

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const screen = ['-screen', '0', '1400x1000x24', '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', ['-displayfd', String(DISPLAY_NUMBER_FD), ...screen], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe']
  })
  let said = ''
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()))
  const exit = once(child, 'exit').then(() => {
    throw new Error(`Xvfb ended: ${said}`)
  })
  // Told only to whoever waits for it below; a later end shows in the tests that needed it.
  exit.catch(() => undefined)
  const [number] = (await Promise.race([once(child.stdio[DISPLAY_NUMBER_FD] as Readable, 'data'), exit])) as [
    Buffer
  ]
  return {
    name: `:${number.toString().trim()}`,
    async stop() {
      child.kill('SIGTERM')
      await exit.catch(() => undefined)
    }
  }
}
