/** `npm run fuzz [-- --inputs N] [--seed N]`: a million generated inputs for each parser, or as many as asked for. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fuzzMetalinks } from './metalinks.ts'
import { fuzzResponseHeads } from './response-heads.ts'

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string' } }
})
const inputs = Number(values.inputs)
const seed = Number(values.seed ?? randomInt(1, 2 ** 31))
for (const [name, fuzz] of [
  ['response heads', fuzzResponseHeads],
  ['Metalink descriptions', fuzzMetalinks]
] as const) {
  console.log(`${name}, seed ${seed}`)
  const startMs = performance.now()
  const { accepted, refused } = fuzz(seed, (done) => done < inputs)
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  console.log(
    `${accepted + refused} inputs in ${seconds} s: ${accepted} accepted, ${refused} refused, none misread`
  )
}
