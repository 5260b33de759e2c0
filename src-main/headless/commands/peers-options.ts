/** What commands that meet other machines are told of how, and which parts of the network they may use. */
import { USUAL_PEER_PORT } from '../../../src-shared/model/peer-self.ts'
import type { PeersOptions } from '../../host/shoal-options.ts'
import { portOf } from './quantities-typed.ts'
import { refused, type OptionTable, type Words } from './words.ts'

export const MEETING_OPTIONS = {
  port: { type: 'string' },
  interface: { type: 'string', repeatable: true },
  'group-key-file': { type: 'string' },
  name: { type: 'string' }
} as const satisfies OptionTable

export const MEETING_HELP = `      --port N             listen there (default: ${USUAL_PEER_PORT}, or another where that is taken; 0: any free one)
      --interface NAME     use this network interface alone; may be repeated (default: all that are up)
      --group-key-file FILE
                           trust the machines that have this key, too
      --name NAME          what people at other machines see of this one (default: its host name)
`

export type Meeting = Pick<PeersOptions, 'port' | 'interfaces' | 'groupKeyFile' | 'name'>

export function meetingOf(words: Words<typeof MEETING_OPTIONS>): Meeting {
  const port = words.text('port')
  return {
    port: port === undefined ? null : portOf('--port', port, 0),
    interfaces: interfacesOf(words),
    groupKeyFile: words.path('group-key-file'),
    name: nameOf(words)
  }
}

export function interfacesOf(
  words: Words<Pick<typeof MEETING_OPTIONS, 'interface'>>
): readonly string[] | null {
  const named = words.all('interface')
  return named.length > 0 ? named : null
}

/** As much as a card may carry, and fit to be shown. */
export function nameOf(words: Words<Pick<typeof MEETING_OPTIONS, 'name'>>): string | null {
  const name = words.text('name')
  if (name === undefined) return null
  if ([...name].length > 64) throw refused('--name', `expected at most 64 characters, received "${name}"`)
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) throw refused('--name', 'expected printable characters alone')
  return name
}
