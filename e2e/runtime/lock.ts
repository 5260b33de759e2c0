/**
 * Lets one process at a time do a piece of work that others would only repeat. The lock is a file with its owner's
 * process id; a dead owner's lock is taken over.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 250

/** Runs `work` while no other process runs work under `lockFile`. `waiting` is called once if that takes a wait. */
export async function withLock<Result>(
  lockFile: string,
  waiting: () => void,
  work: () => Promise<Result>
): Promise<Result> {
  await mkdir(path.dirname(lockFile), { recursive: true })
  for (let told = false; !(await taken(lockFile)); told = true) {
    if (!told) waiting()
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

async function taken(lockFile: string): Promise<boolean> {
  try {
    await writeFile(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const owner = Number(await readFile(lockFile, 'utf8').catch(() => String(process.pid)))
  // An empty file belongs to somebody who is about to write into it.
  if (owner !== 0 && !isAlive(owner)) await rm(lockFile, { force: true })
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
