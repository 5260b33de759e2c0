/** What the operating system's TCP knows of a connection. The engine asks; where no system answers, it does without. */
import type { Socket } from 'node:net'

export interface TcpFacts {
  /** TCP's own smoothed round trip time, milliseconds. */
  readonly rttMs: number
  /** How much the peer may send before it is acknowledged, as tuned by the system for this connection, bytes. */
  readonly receiveWindowBytes: number
  /** Segments this end sent again. */
  readonly retransmits: number
  /** Packets that arrived before one that should have come first: on most paths, one was lost. Null: not told. */
  readonly outOfOrder: number | null
}

export interface TcpProbe {
  /** Null where the system does not tell, or the socket is closed. Takes microseconds. */
  read(socket: Socket): TcpFacts | null
}
