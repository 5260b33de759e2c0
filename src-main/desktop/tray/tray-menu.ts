/**
 * What the tray says and offers, made of what is known now. Pure: the same picture gives the same menu, so that one
 * that is open is only replaced when it would say something else.
 */
import type { MenuItemConstructorOptions } from 'electron'
import type { Problem } from '../../../src-shared/errors/problem.ts'
import { ENDINGS, type Ending, type EndingNow } from '../../../src-shared/model/ending.ts'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import type { Situation } from '../situation.ts'
import { words } from '../words.ts'
import type { Rates } from './rates.ts'

export type TrayState = 'idle' | 'active' | 'contributing'

export interface TrayPicture {
  readonly state: TrayState
  readonly tooltip: string
  readonly membership: Situation['membership']
  /** One line each. */
  readonly helped: readonly string[]
  readonly running: number
  /** How fast it is, one line a direction; none while nothing moves. */
  readonly rates: readonly string[]
  readonly mayPause: boolean
  readonly mayResume: boolean
  /** Seconds in steps: a menu is not made anew for each. */
  readonly ending: EndingNow
  /** Bytes a second; null: none; undefined: not known yet. */
  readonly limit: number | null | undefined
}

export interface TrayActions {
  open(): void
  join(): void
  leave(): void
  /** Says why this machine is not in the LAN although it should be. */
  explain(problem: Problem): void
  pauseAll(): void
  resumeAll(): void
  /** Also calls off what is about to come. */
  endWith(ending: Ending): void
  /** Null: no limit. */
  limit(bytesPerSecond: number | null): void
  quit(): void
}

/** Bytes a second: round rates from a telephone's link to a fast line's. */
const LIMITS = [2.5e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7]
/** A menu is no list; the window has them all. */
const MOST_HELPED = 5

const SECONDS_STEP = 5

export function trayPicture(
  transfers: Iterable<Transfer>,
  situation: Situation,
  rates: Rates,
  { ending, secondsLeft }: EndingNow
): TrayPicture {
  const kinds = [...transfers].map(({ state }) => state.kind)
  const running = kinds.filter((kind) => kind === 'running').length
  const helped = [
    ...new Set(
      situation.contributions.map(({ name, uri }) => words.tray.usedBy(words.someMachine(name), fileOf(uri)))
    )
  ]
  const { downBytesPerSecond: down, upBytesPerSecond: up } = rates
  const lines = [
    ...(running > 0 && down > 0 ? [words.tray.down(down)] : []),
    ...(helped.length > 0 && up > 0 ? [words.tray.up(up)] : [])
  ]
  return {
    state: helped.length > 0 ? 'contributing' : running > 0 ? 'active' : 'idle',
    tooltip: [
      words.appName,
      running > 0 ? words.tray.running(running) : words.tray.nothingRuns,
      ...lines,
      ...helped.slice(0, 2)
    ].join('\n'),
    membership: situation.membership,
    helped,
    running,
    rates: lines,
    mayPause: kinds.some((kind) => kind === 'running' || kind === 'queued' || kind === 'retrying'),
    mayResume: kinds.includes('paused'),
    ending: {
      ending,
      secondsLeft: secondsLeft === null ? null : Math.ceil(secondsLeft / SECONDS_STEP) * SECONDS_STEP
    },
    limit: situation.settings?.limitBytesPerSecond
  }
}

export function trayTemplate(picture: TrayPicture, actions: TrayActions): MenuItemConstructorOptions[] {
  const { tray } = words
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...callOffItems(picture.ending, actions),
    { id: 'open', label: tray.open, click: actions.open },
    separator,
    { label: picture.running > 0 ? tray.running(picture.running) : tray.nothingRuns, enabled: false },
    ...picture.rates.map((label) => ({ label, enabled: false })),
    { id: 'pause-all', label: tray.pauseAll, enabled: picture.mayPause, click: actions.pauseAll },
    { id: 'resume-all', label: tray.resumeAll, enabled: picture.mayResume, click: actions.resumeAll },
    {
      id: 'limit',
      label: tray.limit,
      enabled: picture.limit !== undefined,
      submenu: limitItems(picture.limit ?? null, actions)
    },
    {
      id: 'ending',
      label: tray.ending,
      submenu: ENDINGS.map((ending) => ({
        id: `ending-${ending}`,
        label: tray.endings[ending],
        type: 'radio',
        checked: ending === picture.ending.ending,
        click: () => actions.endWith(ending)
      }))
    },
    separator,
    ...lanItems(picture, actions),
    separator,
    { id: 'quit', label: tray.quit, click: actions.quit }
  ]
}

function callOffItems(
  { ending, secondsLeft }: EndingNow,
  actions: TrayActions
): MenuItemConstructorOptions[] {
  if (ending === 'nothing' || secondsLeft === null) return []
  const label = words.tray.callOff[ending](secondsLeft)
  return [{ id: 'call-off', label, click: () => actions.endWith('nothing') }, { type: 'separator' }]
}

function limitItems(limit: number | null, actions: TrayActions): MenuItemConstructorOptions[] {
  // One that was set elsewhere is a choice like any other.
  const rates = [...new Set([...LIMITS, ...(limit === null ? [] : [limit])])].sort((a, b) => a - b)
  return [null, ...rates].map((rate) => ({
    id: `limit-${rate ?? 'none'}`,
    label: rate === null ? words.tray.noLimit : words.tray.rate(rate),
    type: 'radio',
    checked: rate === limit,
    click: () => actions.limit(rate)
  }))
}

function lanItems({ membership, helped }: TrayPicture, actions: TrayActions): MenuItemConstructorOptions[] {
  const { tray } = words
  switch (membership.kind) {
    case 'joining':
      return [{ label: tray.joining, enabled: false }]
    case 'leaving':
      return [{ label: tray.leaving, enabled: false }]
    case 'out': {
      const { problem } = membership
      return problem === null
        ? [{ id: 'join', label: tray.join, click: actions.join }]
        : [
            { id: 'why', label: tray.whyNotIn, click: () => actions.explain(problem) },
            { id: 'leave', label: tray.leave, click: actions.leave }
          ]
    }
    case 'joined': {
      const shown = helped.slice(0, MOST_HELPED)
      const hidden = helped.length - shown.length
      return [
        ...(shown.length === 0 ? [tray.unused] : shown).map((label) => ({ label, enabled: false })),
        ...(hidden > 0 ? [{ label: tray.more(hidden), enabled: false }] : []),
        { id: 'leave', label: tray.leave, click: actions.leave }
      ]
    }
  }
}

/** The last part of its path, as people know the file. */
export function fileOf(uri: string): string {
  try {
    const { pathname, host } = new URL(uri)
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1)) || host
  } catch {
    return uri
  }
}
