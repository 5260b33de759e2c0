/**
 * The system's own dialogs over the window, by which a person names a path. A page asks for them and never says itself
 * which file is written: what is written goes where the person said, whole or not at all.
 */
import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import type { BrowserWindow, Dialog } from 'electron'
import { fail } from '../../src-shared/errors/problem.ts'
import { reasonOf } from '../platform/system-reason.ts'

interface Chosen {
  readonly path: string
}

export interface SystemDialogs {
  /** Null when nothing was chosen. */
  chooseFolder(startAt: string | null): Promise<Chosen | null>
  /** Writes `text` to a file that a person names. Rejects with ShoalError `settings-not-written`. */
  save(suggestedName: string, text: string): Promise<Chosen | null>
}

export function systemDialogs(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  window: () => BrowserWindow | null
): SystemDialogs {
  return {
    async chooseFolder(startAt) {
      const over = window()
      const options = {
        properties: ['openDirectory', 'createDirectory'] as ('openDirectory' | 'createDirectory')[],
        ...(startAt !== null && { defaultPath: startAt })
      }
      const { canceled, filePaths } = over
        ? await dialog.showOpenDialog(over, options)
        : await dialog.showOpenDialog(options)
      const [path] = filePaths
      return canceled || path === undefined ? null : { path }
    },
    async save(suggestedName, text) {
      const over = window()
      const options = { defaultPath: suggestedName, filters: [{ name: 'JSON', extensions: ['json'] }] }
      const { canceled, filePath: path } = over
        ? await dialog.showSaveDialog(over, options)
        : await dialog.showSaveDialog(options)
      if (canceled || path === undefined || path === '') return null
      await writeWhole(path, text)
      return { path }
    }
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(beside, text, { mode: 0o600, flag: 'wx' })
    await rename(beside, path)
  } catch (thrown) {
    await rm(beside, { force: true }).catch(() => undefined)
    throw fail('settings-not-written', { path, reason: reasonOf(thrown) }, thrown)
  }
}
