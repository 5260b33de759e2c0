/** Finds the unfinished transfer that already has the name a command asks for, begun from another address. */
import type { Notice, Transfer } from '../../src-shared/model/transfer.ts'
import type { GetCommand } from './command-line.ts'
import { formatBytes } from '../../src-shared/words/bytes.ts'

export function unfinishedNamesake(
  transfers: readonly Transfer[],
  { uri, directory, name }: Pick<GetCommand, 'directory' | 'name'> & { readonly uri: string }
): Transfer | undefined {
  return transfers.find(
    (transfer) =>
      transfer.name === name &&
      transfer.directory === directory &&
      transfer.state.kind !== 'done' &&
      transfer.receivedBytes > 0 &&
      transfer.uri !== withoutCredentials(uri)
  )
}

export const noticeOfNamesake = ({ name, receivedBytes, uri }: Transfer): Notice => ({
  code: 'name-taken',
  message:
    `${formatBytes(receivedBytes)} of a "${name}" from ${new URL(uri).host} are here already, unfinished; this one is fetched ` +
    'beside it, under another name. If it is the same file, --continue goes on with what is here.'
})

/** As a Transfer shows it; what is no address is left as it is. */
function withoutCredentials(uri: string): string {
  try {
    const url = new URL(uri.trim())
    url.username = url.password = url.hash = ''
    return url.href
  } catch {
    return uri
  }
}
