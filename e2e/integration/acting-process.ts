/**
 * A Shoal that pauses thousands which wait, in a process of its own, to be killed meanwhile: it says each portion that was
 * answered.
 */
import { inPortions } from '../../src-shared/contract/in-portions.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'
import { WEEKDAYS } from '../../src-shared/model/settings.ts'
import { startShoal } from './shoal.ts'

const [folder = '', many = '0'] = process.argv.slice(2)
const { client } = await startShoal({ folder })
await client.call('settings.set', {
  hours: [{ days: WEEKDAYS, fromMinute: 0, toMinute: 0, rule: { kind: 'paused' } }]
})
const ids: TransferId[] = []
while (ids.length < Number(many)) {
  const files = Array.from({ length: 500 }, (_, at) => ({ uri: `http://127.0.0.1:9/${ids.length + at}` }))
  for (const each of await client.call('transfers.addMany', { files })) if ('id' in each) ids.push(each.id)
}
await inPortions(ids, async (some) => {
  const refused = await client.call('transfers.pause', { ids: some })
  process.send?.(some.length)
  // As over any other wire, whose messages do not come in one breath.
  await new Promise(setImmediate)
  return refused
})
