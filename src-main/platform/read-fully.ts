import { read } from 'node:fs'

/**
 * Fills `into` with what stands from `position` on; resolves with the part of it that was filled, which is less than all
 * only where the file ends. Rejects with the operating system's own error.
 */
export function readFully(descriptor: number, into: Uint8Array, position: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const step = (got: number): void => {
      read(descriptor, into, got, into.length - got, position + got, (error, count) => {
        if (error) return reject(error)
        if (count === 0 || got + count === into.length) return resolve(into.subarray(0, got + count))
        step(got + count)
      })
    }
    step(0)
  })
}
