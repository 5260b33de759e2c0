/**
 * Taking settings over from a file: all of it or nothing, and for a moment it can be undone. What is wrong with a file
 * is known before anything is set; should the engine refuse all the same, what was set is set back.
 */
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import type { Settings } from '../../../src-shared/model/settings.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import type { Appearance } from '../../stores/appearance.ts'
import { formatCount } from '../../ui/format.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'
import { refusalWords } from './refusal-words.ts'
import {
  before,
  changesOf,
  MOST_FILE_BYTES,
  readSettingsFile,
  writeSettingsFile,
  type FileRefusal
} from './settings-file.ts'

interface Changes {
  readonly settings: Partial<Settings>
  readonly policy: Partial<PeerPolicy>
  readonly appearance: Partial<Appearance>
}

type Parts = Pick<Shoal, 'client' | 'policy' | 'appearance' | 'toasts'>

/** Rejects with ShoalError when the engine cannot tell. */
export async function exportedText({ client, policy, appearance }: Parts): Promise<string> {
  const { settings } = await client.call('settings.get', null)
  await policy.getState().ask()
  const { now } = policy.getState()
  return writeSettingsFile(settings, now.kind === 'known' ? now.policy : null, appearance.getState())
}

/** Resolves with why nothing was imported, in words; null when it was. */
export async function importText(shoal: Parts, text: string): Promise<string | null> {
  const read = readSettingsFile(text)
  if (!read.ok) return fileRefusalWords(read.refusal)
  const { settings, policy, appearance } = read.file
  try {
    const kept = await shoal.client.call('settings.get', null)
    const keptPolicy =
      Object.keys(policy).length === 0 ? null : await shoal.client.call('peers.policy.get', null)
    const look = shoal.appearance.getState()
    const changes = {
      settings: changesOf(kept.settings, settings),
      policy: keptPolicy ? changesOf(keptPolicy, policy) : {},
      appearance: changesOf(look, appearance)
    }
    const undo = {
      settings: before(kept.settings, changes.settings),
      policy: keptPolicy ? before(keptPolicy, changes.policy) : {},
      appearance: before(look, changes.appearance)
    }
    await apply(shoal, changes, undo)
    tell(shoal, changes, undo)
    return null
  } catch (thrown) {
    const { message, advice } = saidOf(thrown)
    return `${message} ${advice}`
  }
}

async function apply({ client, policy, appearance }: Parts, changes: Changes, undo: Changes): Promise<void> {
  await client.call('settings.set', changes.settings)
  try {
    if (Object.keys(changes.policy).length > 0) await policy.getState().change(changes.policy)
  } catch (thrown) {
    await client.call('settings.set', undo.settings)
    throw thrown
  }
  appearance.setState(changes.appearance)
}

function tell(shoal: Parts, changes: Changes, undo: Changes): void {
  const words = strings.settings.backup
  const parts: readonly object[] = [changes.settings, changes.policy, changes.appearance]
  const changed = parts.flatMap((part) => Object.keys(part)).length
  const toasts = shoal.toasts.getState()
  if (changed === 0) return toasts.show(words.imported, words.importedDetail(0))
  toasts.show(words.imported, words.importedDetail(changed), {
    undo() {
      apply(shoal, undo, changes).catch((thrown: unknown) => {
        const { message, advice } = saidOf(thrown)
        toasts.show(message, advice)
      })
    },
    settle: () => undefined
  })
}

/** A file that was too large, or gone before it was read. */
export const unreadable = (bytes: number): string =>
  fileRefusalWords({ kind: bytes > MOST_FILE_BYTES ? 'tooLarge' : 'unreadable' })

function fileRefusalWords(refusal: FileRefusal): string {
  const words = strings.settings.fileRefused
  switch (refusal.kind) {
    case 'notJson':
      return refusal.line === null ? words.notJson : words.notJsonAt(formatCount(refusal.line))
    case 'value':
      return words.value(refusal.name, refusalWords(refusal.refusal))
    default:
      return words[refusal.kind]
  }
}
