/**
 * The contract's `desktop.` calls: what it can do at all; opening a finished file and showing a file in its folder,
 * which take a transfer's id and act only on the path the engine gave that transfer; and the system's dialogs, where a
 * person says which path.
 */
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { Shell } from 'electron'
import { fail } from '../../src-shared/errors/problem.ts'
import { ABILITIES } from '../../src-shared/model/ability.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import type { KnownTransfers } from './known-transfers.ts'
import type { DesktopMethods } from './relay.ts'
import type { SystemDialogs } from './system-dialogs.ts'

export function desktopMethods(
  known: Pick<KnownTransfers, 'get'>,
  stateDirectory: string,
  shell: Pick<Shell, 'openPath' | 'showItemInFolder'>,
  dialogs: SystemDialogs
): Pick<
  DesktopMethods,
  | 'desktop.abilities'
  | 'desktop.open'
  | 'desktop.showInFolder'
  | 'desktop.openStateFolder'
  | 'desktop.chooseFolder'
  | 'desktop.saveSettings'
> {
  const transferOf = (id: TransferId): Transfer => {
    const transfer = known.get(id)
    if (!transfer) throw fail('transfer-unknown', { id })
    return transfer
  }
  const open = async (file: string): Promise<void> => {
    const reason = await shell.openPath(file)
    if (reason !== '') throw fail('open-failed', { path: file, reason })
  }

  return {
    'desktop.abilities': () => ABILITIES,
    async 'desktop.open'({ id }) {
      const { state, name } = transferOf(id)
      // A partial file is not the file: no other program may take it for one.
      if (state.kind !== 'done') throw fail('open-failed', { path: name, reason: 'it is not complete yet' })
      if (!(await isThere(state.path))) throw fail('file-missing', { path: state.path })
      await open(state.path)
      return null
    },
    async 'desktop.showInFolder'({ id }) {
      const { state, name, directory } = transferOf(id)
      const file = state.kind === 'done' ? state.path : path.join(directory, `${path.basename(name)}.part`)
      if (await isThere(file)) shell.showItemInFolder(file)
      else await open(path.dirname(file))
      return null
    },
    async 'desktop.openStateFolder'() {
      await open(stateDirectory)
      return null
    },
    'desktop.chooseFolder': ({ startAt }) => dialogs.chooseFolder(startAt),
    'desktop.saveSettings': ({ text }) => dialogs.save(SETTINGS_FILE, text)
  }
}

/** What an exported settings file is called until a person calls it otherwise. */
const SETTINGS_FILE = 'shoal-settings.json'

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false
  )
