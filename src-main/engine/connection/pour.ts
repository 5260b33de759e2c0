/**
 * Reads a socket that exists already the way a connection's own are read: into the reader's buffers, until it says
 * stop. Node takes `onread` only when it makes a socket itself, so what comes through a proxy is copied once here.
 */
import type net from 'node:net'

export function pour(socket: net.Socket, reader: net.OnReadOpts): void {
  const room = (): Uint8Array => (typeof reader.buffer === 'function' ? reader.buffer() : reader.buffer)
  socket.on('data', (data: Buffer) => {
    for (let from = 0; from < data.length;) {
      const into = room()
      const count = data.copy(into, 0, from)
      from += count
      const goOn = reader.callback(count, into)
      // As Node does: the reader is asked for the next room at once, which is when it takes a fresh buffer.
      room()
      if (goOn) continue
      socket.pause()
      if (from < data.length && !socket.destroyed) socket.unshift(data.subarray(from))
      return
    }
  })
  // It may have been paused on purpose until its reader is here.
  socket.resume()
}
