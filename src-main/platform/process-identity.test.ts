import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isAlive, isSameProcess, thisProcess } from './process-identity.ts'

const onLinux = test.runIf(process.platform === 'linux')

test('this process is alive and itself', () => {
  expect(isAlive(thisProcess())).toBe(true)
  expect(isSameProcess(thisProcess(), thisProcess())).toBe(true)
})

test('a process that ended is not alive', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(isAlive({ pid: child.pid ?? 0, started: '' })).toBe(false)
})

onLinux('a process id used again is not taken for its former owner', () => {
  const self = thisProcess()
  expect(self.started).toMatch(/^[0-9a-f-]{36}\/\d+$/)
  expect(isAlive({ ...self, started: self.started.replace(/\d+$/, '1') })).toBe(false)
  expect(isAlive({ ...self, started: `another-boot/${self.started.split('/')[1]}` })).toBe(false)
})

onLinux('the unburied remains of a killed process are not alive', async () => {
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [line] = (await once(shell.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    const stat = (): string => readFileSync(`/proc/${pid}/stat`, 'latin1')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const identity = { pid, started: `${boot}/${stat().split(' ')[21] ?? ''}` }
    expect(isAlive(identity)).toBe(true)
    // A stopped parent cannot bury its child.
    shell.kill('SIGSTOP')
    process.kill(pid, 'SIGKILL')
    for (let waitedMs = 0; waitedMs < 2_000 && !stat().includes(') Z '); waitedMs += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(stat()).toContain(') Z ')
    expect(isAlive(identity)).toBe(false)
  } finally {
    shell.kill('SIGKILL')
  }
})

test('nonsense is not alive', () => {
  for (const pid of [0, -1, NaN, 1.5, 2 ** 40]) expect(isAlive({ pid, started: '' })).toBe(false)
})
