import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemPowerAndLink } from './power-and-link.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'shoal-power-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Supplies as the kernel shows them. */
async function supplies(all: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const root = path.join(folder, 'power_supply')
  await mkdir(root)
  for (const [name, facts] of Object.entries(all)) {
    await mkdir(path.join(root, name))
    for (const [what, value] of Object.entries(facts))
      await writeFile(path.join(root, name, what), `${value}\n`)
  }
  return root
}

const onBattery = async (all: Parameters<typeof supplies>[0]): Promise<boolean | null> =>
  systemPowerAndLink({ supplies: await supplies(all), busctl: 'busctl', nowMs: () => 0 }).onBattery()

describe('a machine', () => {
  it('with its plug in is not on battery, whatever the battery says', async () => {
    const battery = { type: 'Battery', status: 'Discharging' }
    expect(await onBattery({ AC: { type: 'Mains', online: '1' }, BAT0: battery })).toBe(false)
  })

  it('with its plug out and its battery in use is on battery', async () => {
    const battery = { type: 'Battery', status: 'Discharging' }
    expect(await onBattery({ AC: { type: 'Mains', online: '0' }, BAT0: battery })).toBe(true)
  })

  it('that charges is not', async () => {
    expect(await onBattery({ BAT0: { type: 'Battery', status: 'Charging' } })).toBe(false)
  })

  it('whose mouse has a battery is not on it', async () => {
    const mouse = { type: 'Battery', scope: 'Device', status: 'Discharging' }
    expect(await onBattery({ mouse })).toBeNull()
  })

  it('that tells nothing tells nothing', () => {
    const missing = path.join(folder, 'missing')
    const system = systemPowerAndLink({ supplies: missing, busctl: missing, nowMs: () => 0 })
    expect(system.onBattery()).toBeNull()
    expect(system.isMetered()).toBeNull()
  })
})

describe.skipIf(process.platform === 'win32')('a link', () => {
  it.each([
    ['u 1', true],
    ['u 2', false],
    ['u 3', true],
    ['u 4', false],
    ['u 0', null],
    ['nonsense', null]
  ])('that NetworkManager calls "%s" is metered: %s', async (answer, expected) => {
    // Stands for the real busctl: same arguments in, same line out.
    const busctl = path.join(folder, 'busctl')
    await writeFile(busctl, `#!/bin/sh\n[ "$6" = Metered ] && echo '${answer}'\ntouch ${folder}/asked\n`)
    await chmod(busctl, 0o755)
    let nowMs = 0
    const system = systemPowerAndLink({ supplies: folder, busctl, nowMs: () => nowMs })
    // The first call asks; nobody waits for the answer.
    expect(system.isMetered()).toBeNull()
    await vi.waitFor(() => expect(existsSync(path.join(folder, 'asked'))).toBe(true), 10_000)
    nowMs = 1000
    await vi.waitFor(() => expect(system.isMetered()).toBe(expected), 10_000)
  })
})
