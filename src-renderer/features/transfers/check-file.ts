/** Has a finished file read anew and says what came of it, as a message. */
import type { FileCheck } from '../../../src-shared/model/file-check.ts'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { formatBytes } from '../../ui/format.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'

export async function checkFile(
  { client, toasts }: Pick<Shoal, 'client' | 'toasts'>,
  { id, name }: Pick<Transfer, 'id' | 'name'>
): Promise<void> {
  try {
    const check = await client.call('transfers.check', { id })
    toasts.getState().show(strings.check.outcome[check.kind](name), factsOf(check))
  } catch (thrown) {
    const { message, advice } = saidOf(thrown)
    toasts.getState().show(message, advice)
  }
}

function factsOf(check: FileCheck): string {
  switch (check.kind) {
    case 'right':
      return check.digests.map(({ algorithm, hex }) => strings.check.digest(algorithm, hex)).join(' ')
    case 'unproven':
      return strings.check.digest(check.found.algorithm, check.found.hex)
    case 'wrong':
      return strings.check.differs(check.expected.algorithm, check.found.hex, check.expected.hex)
    case 'wrong-length':
      return strings.check.longer(formatBytes(check.found), formatBytes(check.expected))
  }
}
