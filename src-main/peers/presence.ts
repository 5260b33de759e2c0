/**
 * How this machine is there for others: the port they reach it at, what it does for them, and the announcement by which
 * they find it. All of it opens and shuts together, as often as its owner likes, while the program runs; it is never
 * found at a port that is closed.
 */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { PeerCapability, PeerId } from '../../src-shared/model/peer.ts'
import type { Contributing } from './contributing/contributing.ts'
import type { Service } from './service/service.ts'
import type { ListenAddress } from './service/listen.ts'
import { atFirst, type Listening } from './service/usual-port.ts'

export interface PresenceParts {
  /** What is done for others, from one opening to the shutting after it. */
  contribute(): Contributing
  /** Rejects with ShoalError `service-address-unusable`. */
  serve(
    listen: ListenAddress,
    contributing: Contributing,
    capabilities: readonly PeerCapability[]
  ): Promise<Served>
  advertise(what: { readonly port: number; readonly capabilities: PeerCapability[] } | null): void
}

type Served = Pick<Service, 'port' | 'move' | 'sendAway' | 'close'>

export interface Presence {
  readonly isOpen: boolean
  /** Null: it is shut. */
  readonly port: number | null
  readonly contributes: boolean
  /** What is done for others now, and what has just ended. */
  contributions(): readonly ContributionNow[]
  /**
   * Where it is open it is reached there instead from now on, and goes on with what it does. Rejects with ShoalError
   * `service-address-unusable`; where it was shut it is shut then.
   */
  open(wanted: { readonly listen: Listening; readonly contributes: boolean }): Promise<void>
  /** Resolves when nothing is open any more. */
  shut(): Promise<void>
  /** Tells those who are being helped, and ends it; the port stays open for what is still to be said. */
  endContributions(): Promise<void>
  /** Nothing more for a device that is not trusted any more. */
  sendAway(peer: PeerId): void
}

interface Opened {
  readonly contributing: Contributing
  readonly service: Served
  readonly capabilities: PeerCapability[]
  readonly contributes: boolean
}

export function createPresence({ contribute, serve, advertise }: PresenceParts): Presence {
  let opened: Opened | null = null
  /** Of the last opening: what it did is told of for a moment after its end. */
  let last: Contributing | null = null
  /** One opening or shutting at a time. */
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  const openNow = async (listen: Listening, contributes: boolean): Promise<void> => {
    const capabilities: PeerCapability[] = contributes ? ['contribute', 'cache'] : ['cache']
    const contributing = contribute()
    try {
      const service = await atFirst(listen, (at) => serve(at, contributing, capabilities))
      opened = { contributing, service, capabilities, contributes }
      last = contributing
      advertise({ port: service.port, capabilities })
    } catch (thrown) {
      await contributing.leave()
      throw thrown
    }
  }

  const moveNow = async ({ service, capabilities }: Opened, listen: Listening): Promise<void> => {
    const { port } = service
    await atFirst(listen, (at) => service.move(at))
    if (service.port !== port) advertise({ port: service.port, capabilities })
  }

  const shutNow = async (): Promise<void> => {
    if (!opened) return
    const { contributing, service } = opened
    // Nobody should come while those who are here are told.
    advertise(null)
    // What cannot be given back to the cache now is found at its next opening; the port closes in any case.
    await contributing.leave().catch(() => undefined)
    opened = null
    await service.close()
  }

  return {
    get isOpen() {
      return opened !== null
    },
    get port() {
      return opened?.service.port ?? null
    },
    get contributes() {
      return opened?.contributes ?? false
    },
    contributions: () => last?.now() ?? [],
    open: ({ listen, contributes }) =>
      inTurn(() => (opened ? moveNow(opened, listen) : openNow(listen, contributes))),
    shut: () => inTurn(shutNow),
    endContributions: () => inTurn(async () => opened?.contributing.leave()),
    sendAway: (peer) => opened?.service.sendAway(peer)
  }
}
