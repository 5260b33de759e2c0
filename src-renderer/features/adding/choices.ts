/**
 * What a person has typed and chosen in the dialog, and what that asks of the engine. Pure: it says which field is wrong
 * and why, and never sends anything.
 */
import { headerFieldRefusal } from '../../../src-shared/model/header-field.ts'
import type { HeaderField, RequestOptions } from '../../../src-shared/model/request-options.ts'
import type { Priority } from '../../../src-shared/model/settings.ts'
import { strings } from '../../ui/strings.ts'
import type { SharedOptions } from '../transfers/add-links.ts'
import { linksInText } from '../../../src-shared/links/links.ts'
import { checksumIn, wantedInList } from '../../../src-shared/links/link-list.ts'
import type { Wanted } from '../../../src-shared/links/wanted.ts'

export const STARTS = ['in-turn', 'now', 'later'] as const

export interface Choices {
  readonly links: string
  readonly name: string
  readonly folder: string
  readonly start: (typeof STARTS)[number]
  readonly priority: Priority
  readonly limitBytesPerSecond: number | null
  readonly peers: boolean
  readonly mirrors: string
  readonly checksum: string
  readonly user: string
  readonly password: string
  readonly headers: string
}

export const NO_CHOICES: Choices = {
  links: '',
  name: '',
  folder: '',
  start: 'in-turn',
  priority: 'normal',
  limitBytesPerSecond: null,
  peers: true,
  mirrors: '',
  checksum: '',
  user: '',
  password: '',
  headers: ''
}

export type Field = 'links' | 'name' | 'folder' | 'mirrors' | 'checksum' | 'user' | 'headers'

export interface Reading {
  readonly wanted: readonly Wanted[]
  readonly shared: SharedOptions
  readonly wrong: Readonly<Partial<Record<Field, string>>>
}

export function read(choices: Choices): Reading {
  const words = strings.adding.wrong
  const wrong: Partial<Record<Field, string>> = {}
  const { wanted: found } = wantedInList(choices.links)
  if (found.length === 0) wrong.links = words.link
  const name = choices.name.trim()
  if (/[/\\]/.test(name)) wrong.name = words.name
  const folder = choices.folder.trim()
  if (folder !== '' && !/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(folder)) wrong.folder = words.folder
  const checksum = choices.checksum.trim() === '' ? null : checksumIn(choices.checksum)
  if (choices.checksum.trim() !== '' && !checksum) wrong.checksum = words.checksum
  const mirrors = linesOf(choices.mirrors)
  const noMirror = mirrors.find((line) => !isWebAddress(line))
  if (noMirror !== undefined) wrong.mirrors = words.mirrors(noMirror)
  const { request, noField } = requestOf(choices)
  if (noField !== null) wrong.headers = words.headers(noField)
  if ((choices.user === '' && choices.password !== '') || choices.user.includes(':')) wrong.user = words.user

  const [first, ...others] = found
  const alone = {
    ...(name !== '' && { name }),
    ...(checksum && { checksum }),
    ...(mirrors.length > 0 && { mirrors: [...(first?.mirrors ?? []), ...mirrors] })
  }
  return {
    wanted: first && others.length === 0 ? [{ ...first, ...alone }] : found,
    wrong,
    shared: {
      ...(folder !== '' && { directory: folder }),
      ...(choices.start !== 'in-turn' && { start: choices.start }),
      ...(choices.priority !== 'normal' && { priority: choices.priority }),
      ...(choices.limitBytesPerSecond !== null && { limitBytesPerSecond: choices.limitBytesPerSecond }),
      ...(Object.keys(request).length > 0 && { request })
    }
  }
}

/** What requests of it will say, as far as it can be said. */
export function requestOf(choices: Pick<Choices, 'user' | 'password' | 'headers' | 'peers'>): {
  readonly request: RequestOptions
  readonly noField: string | null
} {
  const headers: HeaderField[] = []
  let userAgent: string | undefined
  let referer: string | undefined
  let noField: string | null = null
  for (const line of linesOf(choices.headers)) {
    const [, name = '', value = ''] = /^([^:]*):(.*)$/.exec(line) ?? []
    const field = { name: name.trim(), value: value.trim() }
    // These two have a place of their own among the options.
    if (field.value !== '' && /^user-agent$/i.test(field.name)) userAgent = field.value
    else if (/^https?:\/\//i.test(field.value) && /^referer$/i.test(field.name)) referer = field.value
    else if (headerFieldRefusal(field) === null) headers.push(field)
    else noField ??= line
  }
  const { user, password } = choices
  return {
    noField,
    request: {
      ...(headers.length > 0 && { headers }),
      ...(userAgent !== undefined && { userAgent }),
      ...(referer !== undefined && { referer }),
      ...(user !== '' && !user.includes(':') && { login: { kind: 'password', user, password } as const }),
      ...(!choices.peers && { peers: 'none' as const })
    }
  }
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const isWebAddress = (line: string): boolean =>
  /^https?:/i.test(line) && linksInText(line).links.length === 1 && !/\s/.test(line)
