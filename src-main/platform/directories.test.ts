import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { downloadDirectory } from './download-directory.ts'
import { ensureStateDirectory, stateDirectory, type Surroundings } from './state-directory.ts'

let home: string
beforeAll(() => void (home = mkdtempSync(join(tmpdir(), 'shoal-home-'))))
afterAll(() => rmSync(home, { recursive: true }))

const on = (platform: NodeJS.Platform, env: Surroundings['env'] = {}, at = '/home/ada'): Surroundings => ({
  platform,
  env,
  home: at
})

describe('the state directory', () => {
  test.each<[string, Surroundings, string]>([
    ['Linux', on('linux'), '/home/ada/.local/state/shoal'],
    ['Linux with XDG_STATE_HOME', on('linux', { XDG_STATE_HOME: '/var/ada' }), '/var/ada/shoal'],
    [
      'a relative XDG_STATE_HOME, which is to be ignored',
      on('linux', { XDG_STATE_HOME: 'x' }),
      '/home/ada/.local/state/shoal'
    ],
    ['macOS', on('darwin'), '/home/ada/Library/Application Support/Shoal'],
    [
      'Windows',
      on('win32', { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }),
      'C:\\Users\\ada\\AppData\\Local\\Shoal'
    ],
    [
      'Windows without LOCALAPPDATA',
      on('win32', {}, 'C:\\Users\\ada'),
      'C:\\Users\\ada\\AppData\\Local\\Shoal'
    ],
    ['SHOAL_STATE_DIR', on('linux', { SHOAL_STATE_DIR: '/s', XDG_STATE_HOME: '/var/ada' }), '/s'],
    ['a relative SHOAL_STATE_DIR', on('linux', { SHOAL_STATE_DIR: 's' }), resolve('s')]
  ])('%s', (_, where, expected) => {
    expect(stateDirectory(undefined, where)).toBe(expected)
  })

  test('what the command line names wins', () => {
    expect(stateDirectory('/given', on('linux', { SHOAL_STATE_DIR: '/s' }))).toBe('/given')
  })

  test('is made for its owner alone, and making it again is no error', () => {
    const path = join(home, 'a', 'b')
    ensureStateDirectory(path)
    ensureStateDirectory(path)
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test('a file in its place is told with the system’s reason', () => {
    writeFileSync(join(home, 'file'), '')
    expect(() => ensureStateDirectory(join(home, 'file'))).toThrow(
      expect.objectContaining({
        code: 'journal-unwritable',
        message: expect.stringMatching(/\(EEXIST|ENOTDIR\)/) as string
      })
    )
  })
})

describe('the download directory', () => {
  const config = (text: string): void => {
    mkdirSync(join(home, '.config'), { recursive: true })
    writeFileSync(join(home, '.config', 'user-dirs.dirs'), text)
  }

  test.each([
    ['below home', 'XDG_DOWNLOAD_DIR="$HOME/Hämtningar"', () => join(home, 'Hämtningar')],
    [
      'absolute',
      'XDG_DESKTOP_DIR="$HOME/D"\n  XDG_DOWNLOAD_DIR="/data/in \\"box\\""\n',
      () => '/data/in "box"'
    ],
    ['commented out', '# XDG_DOWNLOAD_DIR="$HOME/x"', () => join(home, 'Downloads')],
    ['switched off', 'XDG_DOWNLOAD_DIR="$HOME/"', () => join(home, 'Downloads')],
    ['relative', 'XDG_DOWNLOAD_DIR="x"', () => join(home, 'Downloads')]
  ])('as the desktop recorded it: %s', (_, text, expected) => {
    config(text)
    expect(downloadDirectory(on('linux', {}, home))).toBe(expected())
  })

  test('is Downloads where nothing is recorded', () => {
    expect(downloadDirectory(on('linux', {}, '/home/nobody'))).toBe('/home/nobody/Downloads')
    expect(downloadDirectory(on('darwin', {}, '/Users/ada'))).toBe('/Users/ada/Downloads')
  })

  test('SHOAL_DOWNLOAD_DIR wins', () => {
    expect(downloadDirectory(on('linux', { SHOAL_DOWNLOAD_DIR: '/in' }, home))).toBe('/in')
  })
})
