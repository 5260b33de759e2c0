import { expect, it } from 'vitest'
import { ServerSilence, SILENCE_LAPSES_MS } from './server-silence.ts'

const watched = () => {
  const now = { ms: 0, bytes: 1000, fromPeers: 0 }
  const sources = () => [
    { id: 'server', kind: 'origin' as const, bytes: now.bytes, connections: 1 },
    { id: 'P', kind: 'peer' as const, bytes: now.fromPeers, connections: 1 }
  ]
  return { now, silence: new ServerSilence({ sources }, () => now.ms) }
}

it('a server is silent from when a connection was given up until something comes from it', () => {
  const { now, silence } = watched()
  expect(silence.isSilent).toBe(false)
  silence.fell()
  now.fromPeers += 5000
  expect(silence.isSilent).toBe(true)
  now.bytes += 1
  expect(silence.isSilent).toBe(false)
})

it('a word that is no part of the file ends its silence as well', () => {
  const { silence } = watched()
  silence.fell()
  silence.heard()
  expect(silence.isSilent).toBe(false)
})

it('silence lapses: the server is asked again, and may fall silent again', () => {
  const { now, silence } = watched()
  silence.fell()
  now.ms += SILENCE_LAPSES_MS - 1
  expect(silence.isSilent).toBe(true)
  now.ms += 1
  expect(silence.isSilent).toBe(false)
  silence.fell()
  expect(silence.isSilent).toBe(true)
})
