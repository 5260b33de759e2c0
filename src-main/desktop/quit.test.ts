import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { afterEach, expect, test, vi } from 'vitest'
import { quitCleanly } from './quit.ts'

afterEach(() => {
  vi.useRealTimers()
  process.exitCode = undefined
})

function app() {
  const emitter = new EventEmitter()
  const exits: number[] = []
  const standIn = Object.assign(emitter, { exit: (code: number) => void exits.push(code) }) as unknown as App
  let prevented = 0
  const quit = (): void => void emitter.emit('before-quit', { preventDefault: () => prevented++ })
  return { standIn, exits, quit, prevented: () => prevented }
}

test('the program ends when the engine has closed, and closes it once however often it is asked', async () => {
  const { standIn, exits, quit, prevented } = app()
  let closings = 0
  let close: () => void = () => undefined
  const closing = new Promise<void>((resolve) => (close = resolve))
  quitCleanly(
    standIn,
    () => undefined,
    () => (closings++, closing)
  )
  quit()
  quit()
  await Promise.resolve()
  expect({ exits, closings, prevented: prevented() }).toEqual({ exits: [], closings: 1, prevented: 2 })
  close()
  await vi.waitFor(() => expect(exits).toEqual([0]), 10_000)
})

test('an engine that does not close holds the program up no longer than the deadline', async () => {
  vi.useFakeTimers()
  const { standIn, exits, quit } = app()
  quitCleanly(
    standIn,
    () => undefined,
    () => new Promise(() => undefined)
  )
  quit()
  await vi.advanceTimersByTimeAsync(7_900)
  expect(exits).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(exits).toEqual([0])
})

test('an exit code set before is kept', async () => {
  const { standIn, exits, quit } = app()
  quitCleanly(
    standIn,
    () => undefined,
    () => Promise.reject(new Error('broken'))
  )
  process.exitCode = 5
  quit()
  await vi.waitFor(() => expect(exits).toEqual([5]), 10_000)
})

test('a window that cannot be hidden, as it is closing, does not keep the program', async () => {
  const { standIn, exits, quit } = app()
  const hide = (): never => {
    throw new TypeError('Object has been destroyed')
  }
  quitCleanly(standIn, hide, () => Promise.resolve())
  expect(quit).toThrow('destroyed')
  await vi.waitFor(() => expect(exits).toEqual([0]), 10_000)
})
