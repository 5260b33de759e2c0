/** Two people, two machines and whoever else is on the network. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { PAIRING_STEPS } from '../protocol/pairing-messages.ts'
import { formatId } from '../identity/device-id.ts'
import { agreeOnCode } from './initiating.ts'
import {
  between,
  codeAt,
  HOST,
  HeldClock,
  lineTo,
  newId,
  newMachine,
  settled,
  stateOf,
  targetOf,
  type Handler,
  type Machine
} from './pairing.fixture.ts'

let clock: HeldClock
let a: Machine
let b: Machine
beforeEach(() => {
  clock = new HeldClock()
  a = newMachine(clock, 'Ada')
  b = newMachine(clock, 'Bob')
})

type Pair = readonly [Machine, Machine]

const newAttempt = (): string => randomBytes(16).toString('hex')
const never = new AbortController().signal
const aSeesB = (): boolean => a.trusted.get(b.id) === 'paired'
const bSeesA = (): boolean => b.trusted.get(a.id) === 'paired'

const compare = async (): Promise<void> => {
  a.pairing.begin(between(a, b))
  await settled()
}

describe('two people who say yes', () => {
  it.each([
    ['who asked first', (): Pair => [a, b]],
    ['who was asked first', (): Pair => [b, a]]
  ] as const)('%s: both machines trust each other then, and not before', async (_, inOrder) => {
    await compare()
    expect(a.pairing.state()).toEqual({
      kind: 'comparing',
      code: codeAt(b),
      peer: b.id,
      name: 'Bob',
      host: HOST,
      confirmed: 'nobody'
    })
    expect(b.pairing.state()).toEqual({
      kind: 'comparing',
      code: codeAt(a),
      peer: a.id,
      name: 'Ada',
      host: HOST,
      confirmed: 'nobody'
    })
    expect(codeAt(a)).toMatch(/^\d{6}$/)

    const [first, second] = inOrder()
    first.pairing.confirm(codeAt(first))
    await clock.advance(30_000)
    expect([aSeesB(), bSeesA()]).toEqual([false, false])
    expect(first.pairing.state()).toMatchObject({ kind: 'comparing', confirmed: 'here' })
    expect(second.pairing.state()).toMatchObject({ kind: 'comparing', confirmed: 'there' })

    second.pairing.confirm(codeAt(second))
    await settled()
    expect([aSeesB(), bSeesA()]).toEqual([true, true])
    expect(a.pairing.state()).toEqual({ kind: 'paired', peer: b.id, name: 'Bob' })
    expect(b.pairing.state()).toEqual({ kind: 'paired', peer: a.id, name: 'Ada' })
  })

  it.each([0, 50])(
    'may both begin at once, their messages %i ms under way, and see one code',
    async (delayMs) => {
      const slow = (to: Machine): Handler => {
        return async (...call) => {
          await clock.sleep(delayMs, never)
          return to.pairing.handle(...call)
        }
      }
      const smaller = formatId(Buffer.alloc(32, 1))
      const larger = formatId(Buffer.alloc(32, 2))
      for (const ids of [
        [smaller, larger],
        [larger, smaller]
      ] as const) {
        const [first, second] = [newMachine(clock, '', ids[0]), newMachine(clock, '', ids[1])]
        first.pairing.begin(targetOf(lineTo(second.id, first.id, slow(second))))
        second.pairing.begin(targetOf(lineTo(first.id, second.id, slow(first))))
        await clock.advance(5_000)
        expect(codeAt(first)).toBe(codeAt(second))
        first.pairing.confirm(codeAt(first))
        second.pairing.confirm(codeAt(second))
        await clock.advance(5_000)
        expect(first.trusted.get(second.id)).toBe('paired')
        expect(second.trusted.get(first.id)).toBe('paired')
        expect([...first.states, ...second.states].filter(({ kind }) => kind === 'failed')).toEqual([])
      }
    }
  )

  it('may wait for each other', async () => {
    b.pairing.begin(null)
    expect(b.pairing.state()).toEqual({ kind: 'waiting', target: null })
    await compare()
    expect(codeAt(a)).toBe(codeAt(b))
  })

  it('may write the code as people do', async () => {
    await compare()
    const code = codeAt(b)
    b.pairing.confirm(`${code.slice(0, 3)} ${code.slice(3)}`)
    expect(b.pairing.state()).toMatchObject({ confirmed: 'here' })
  })

  it('are paired also when the last answer was lost', async () => {
    let lost = 0
    const lossy: Handler = async (...call) => {
      const answer = await b.pairing.handle(...call)
      if (answer.includes('paired') && lost++ === 0) throw new Error('connection reset')
      return answer
    }
    a.pairing.begin(targetOf(lineTo(b.id, a.id, lossy)))
    await settled()
    b.pairing.confirm(codeAt(b))
    a.pairing.confirm(codeAt(a))
    await settled()
    expect([lost, aSeesB(), bSeesA()]).toEqual([1, false, true])
    await clock.advance(2_000)
    expect(aSeesB()).toBe(true)
  })
})

it('the line is closed when all is said, the last word included', async () => {
  for (const end of [() => a.pairing.cancel(), () => b.pairing.cancel(), () => a.pairing.begin(null)]) {
    const said: string[] = []
    const handle: Handler = (step, ...rest) => {
      if (said.at(-1) !== step) said.push(step)
      return b.pairing.handle(step, ...rest)
    }
    a.pairing.begin(targetOf(lineTo(b.id, a.id, handle, () => said.push('closed'))))
    await settled()
    end()
    await clock.advance(2_000)
    expect(said).toEqual(['offer', 'reveal', 'confirm', 'cancel', 'closed'])
    expect(stateOf(b)).toMatch(/^pairing-(ended|declined)$/)
  }
})

describe('without two yes nobody is trusted', () => {
  const nobody = (): void => {
    expect([a.trusted.size, b.trusted.size]).toEqual([0, 0])
  }

  it.each([
    ['who asked', (): Pair => [a, b]],
    ['who was asked', (): Pair => [b, a]]
  ] as const)('%s says no, and the other hears it', async (_, inOrder) => {
    await compare()
    const [no, yes] = inOrder()
    yes.pairing.confirm(codeAt(yes))
    await settled()
    no.pairing.cancel()
    await clock.advance(2_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['pairing-declined', 'pairing-declined'])
    nobody()
  })

  it('nobody says anything for two minutes', async () => {
    await compare()
    const code = codeAt(a)
    await clock.advance(121_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['pairing-ended', 'pairing-ended'])
    for (const { pairing } of [a, b]) expect(() => pairing.confirm(code)).toThrow(ShoalError)
    nobody()
  })

  it('another code is said yes to', async () => {
    await compare()
    expect(() => a.pairing.confirm('12345')).toThrow(expect.objectContaining({ code: 'pairing-ended' }))
    nobody()
  })

  it('the other machine says yes for a person here', async () => {
    const eager: Handler = async (step, ...rest) =>
      step === 'confirm' ? '{"state":"paired"}' : b.pairing.handle(step, ...rest)
    a.pairing.begin(targetOf(lineTo(b.id, a.id, eager)))
    await settled()
    expect(stateOf(a)).toBe('pairing-broken')
    nobody()
  })

  it('it ends while nobody came', async () => {
    b.pairing.begin(null)
    await clock.advance(301_000)
    expect(stateOf(b)).toBe('pairing-ended')
    b.pairing.begin(null)
    b.pairing.cancel()
    expect(stateOf(b)).toBe('idle')
  })
})

describe('somebody in between', () => {
  it('who shows a key of their own to each side makes two codes', async () => {
    const toA = newMachine(clock)
    const toB = newMachine(clock)
    a.pairing.begin(between(a, toA))
    toB.pairing.begin(between(toB, b))
    await settled()
    expect(codeAt(a)).not.toBe(codeAt(b))
  })

  it('who passes every message on is found by the commitments', async () => {
    const between = newId()
    // A speaks to this one, and it speaks to B under its own key.
    const relay: Handler = (step, body, _from, signal) => b.pairing.handle(step, body, between, signal)
    a.pairing.begin(targetOf(lineTo(between, a.id, relay)))
    await settled()
    expect(stateOf(a)).toBe('pairing-broken')
    expect(b.states).toEqual([])
  })

  it('who asks for a nonce without the one committed to learns nothing', async () => {
    const attempt = '00'.repeat(16)
    const offer = JSON.stringify({ attempt, name: '', commitment: '11'.repeat(32) })
    await b.pairing.handle('offer', offer, a.id, never)
    const reveal = JSON.stringify({ attempt, nonce: '22'.repeat(32) })
    await expect(b.pairing.handle('reveal', reveal, a.id, never)).rejects.toMatchObject({
      code: 'pairing-broken'
    })
    await expect(b.pairing.handle('reveal', reveal, a.id, never)).rejects.toMatchObject({
      code: 'pairing-ended'
    })
    expect(b.states).toEqual([])
  })

  it('who answers with another nonce than was committed to shows no code', async () => {
    const switching: Handler = async (step, ...rest) => {
      const answer = await b.pairing.handle(step, ...rest)
      return step === 'reveal' ? JSON.stringify({ nonce: '33'.repeat(32) }) : answer
    }
    a.pairing.begin(targetOf(lineTo(b.id, a.id, switching)))
    await settled()
    expect(stateOf(a)).toBe('pairing-broken')
    // And it says so, since the other side shows a code.
    expect(stateOf(b)).toBe('pairing-ended')
  })

  it('cannot speak for another in an attempt', async () => {
    let attempt = ''
    const listening: Handler = (step, body, ...rest) => {
      attempt = (JSON.parse(body) as { attempt: string }).attempt
      return b.pairing.handle(step, body, ...rest)
    }
    a.pairing.begin(targetOf(lineTo(b.id, a.id, listening)))
    await settled()
    const other = newId()
    const yes = JSON.stringify({ attempt, confirmed: true, heard: 'waiting' })
    await expect(b.pairing.handle('confirm', yes, other, never)).rejects.toMatchObject({
      code: 'pairing-ended'
    })
    await b.pairing.handle('cancel', JSON.stringify({ attempt, reason: 'declined' }), other, never)
    expect(b.pairing.state()).toMatchObject({ kind: 'comparing', confirmed: 'nobody' })
  })
})

describe('attention', () => {
  const attemptFrom = async (id: string): Promise<string> => {
    const line = lineTo(b.id, id, (...call) => b.pairing.handle(...call))
    const gone = new AbortController()
    const done = agreeOnCode(line, { id, attempt: newAttempt(), name: '', clock, signal: gone.signal }).then(
      () => 'code',
      (thrown: unknown) => (thrown instanceof ShoalError ? thrown.code : 'busy')
    )
    await settled()
    gone.abort()
    return done
  }

  it('is for one at a time', async () => {
    await compare()
    expect(await attemptFrom(newId())).toBe('busy')
    expect(b.pairing.state()).toMatchObject({ kind: 'comparing', peer: a.id })
  })

  it('is not held for ten seconds by an offer that nobody reveals', async () => {
    const offer = JSON.stringify({ attempt: '00'.repeat(16), name: '', commitment: '11'.repeat(32) })
    await b.pairing.handle('offer', offer, newId(), never)
    expect(await attemptFrom(a.id)).toBe('busy')
    await clock.advance(10_001)
    expect(await attemptFrom(a.id)).toBe('code')
  })

  it('is asked for again until the other machine is free', async () => {
    const c = newMachine(clock)
    await compare()
    c.pairing.begin(between(c, b))
    await clock.advance(5_000)
    expect(stateOf(c)).toBe('waiting')
    b.pairing.cancel()
    await clock.advance(3_000)
    expect(codeAt(c)).toBe(codeAt(b))
  })

  it('is had by nobody while the program ends', async () => {
    const c = newMachine(clock)
    await compare()
    const closed = b.pairing.close()
    c.pairing.begin(between(c, b))
    await clock.advance(5_000)
    await closed
    expect([stateOf(a), stateOf(c)]).toEqual(['pairing-ended', 'waiting'])
  })

  it('goes first to what its own person begins', async () => {
    const c = newMachine(clock)
    await compare()
    b.pairing.begin(between(b, c))
    await clock.advance(2_000)
    expect(codeAt(b)).toBe(codeAt(c))
    expect(stateOf(a)).toBe('pairing-ended')
  })

  it('is had five times in ten minutes by one peer', async () => {
    for (let n = 0; n < 5; n++) {
      expect(await attemptFrom(a.id)).toBe('code')
      b.pairing.cancel()
    }
    expect(await attemptFrom(a.id)).toBe('pairing-limited')
    expect(await attemptFrom(newId())).toBe('code')
    b.pairing.cancel()
    await clock.advance(10 * 60_000)
    expect(await attemptFrom(a.id)).toBe('code')
  })

  it('is had twelve times in ten minutes by all together', async () => {
    for (let n = 0; n < 12; n++) {
      expect(await attemptFrom(newId())).toBe('code')
      b.pairing.cancel()
    }
    expect(await attemptFrom(newId())).toBe('pairing-limited')
  })

  it('is not for a peer in quarantine', async () => {
    b.trusted.set(a.id, 'quarantined')
    await compare()
    expect(stateOf(a)).toBe('pairing-refused')
    expect(b.states).toEqual([])
  })

  it('is not for itself', async () => {
    a.pairing.begin(between(a, a))
    await settled()
    expect(stateOf(a)).toBe('pairing-broken')
  })
})

describe('the answer to confirm', () => {
  let attempt = ''
  const ask = (heard: string, confirmed = false, signal = never): Promise<string> =>
    b.pairing.handle('confirm', JSON.stringify({ attempt, confirmed, heard }), a.id, signal)

  beforeEach(async () => {
    const line = lineTo(b.id, a.id, (...call) => b.pairing.handle(...call))
    attempt = newAttempt()
    await agreeOnCode(line, { id: a.id, attempt, name: 'Ada', clock, signal: never })
  })

  it('is held for 25 seconds while nothing changes', async () => {
    let answer = ''
    void ask('waiting').then((given) => (answer = given))
    await clock.advance(24_900)
    expect(answer).toBe('')
    await clock.advance(200)
    expect(answer).toBe('{"state":"waiting"}')
  })

  it('comes at once when something has changed', async () => {
    const held = ask('waiting')
    b.pairing.confirm(codeAt(b))
    expect(await held).toBe('{"state":"confirmed"}')
    expect(await ask('waiting')).toBe('{"state":"confirmed"}')
    expect(await ask('confirmed', true)).toBe('{"state":"paired"}')
    expect(await ask('confirmed', true)).toBe('{"state":"paired"}')
  })

  it('is held for one question at a time', async () => {
    const first = ask('waiting')
    void ask('waiting').catch(() => undefined)
    expect(await first).toBe('{"state":"waiting"}')
  })

  it('is dropped when the asker is gone', async () => {
    const gone = new AbortController()
    const held = ask('waiting', false, gone.signal)
    gone.abort()
    expect(await held).toBe('{"state":"waiting"}')
  })
})

it('whatever comes, the answer is one or a problem', async () => {
  const machine = newMachine(systemClock)
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"attempt":${json}}`)
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PAIRING_STEPS, 'x'), text, async (step, body) => {
      const answer = machine.pairing.handle(step, body, a.id, never)
      await answer.catch((thrown: unknown) => expect(thrown).toBeInstanceOf(ShoalError))
    })
  )
  expect(machine.states).toEqual([])
})
