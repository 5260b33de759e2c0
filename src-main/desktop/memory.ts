/**
 * What the desktop remembers between runs beside the journal: where its window stood, and what it has said once. It is a
 * convenience in a small file: one that is broken or cannot be written costs the convenience and nothing else.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface Memory {
  /** Undefined where nothing is remembered; whoever reads checks what it is. */
  get(name: string): unknown
  /** Written at once, whole or not at all. */
  set(name: string, value: unknown): void
}

const FILE = 'window.json'
/** Nobody writes more; a larger file is not ours. */
const MOST_CHARACTERS = 256 * 1024

export function openMemory(stateDirectory: string): Memory {
  const file = path.join(stateDirectory, FILE)
  const known = new Map<string, unknown>(Object.entries(read(file)))
  return {
    get: (name) => known.get(name),
    set(name, value) {
      if (JSON.stringify(known.get(name)) === JSON.stringify(value)) return
      known.set(name, value)
      const beside = `${file}.${process.pid}.tmp`
      try {
        writeFileSync(beside, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`, { mode: 0o600 })
        renameSync(beside, file)
      } catch {
        // Remembered until the end of this run.
      }
    }
  }
}

function read(file: string): object {
  try {
    const text = readFileSync(file, 'utf8')
    const value: unknown = text.length > MOST_CHARACTERS ? null : JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}
