/**
 * `npm run screens -- [--only NAME,NAME] [--into FOLDER] [--size WIDTHxHEIGHT,…] [--theme light] [--language ar]
 * [--contrast more] [--forced-colours]`: a picture of every screen of shots.ts, light and dark, in a small and in a larger
 * window, as PNG files in docs/screens/.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startStage } from '../web/stage/start-stage.ts'
import { shots } from './shots.ts'

const SIZES = '720x480,1280x800'
const THEMES = ['light', 'dark'] as const
/** What arrives in this time is in the picture: a first frame, a first piece of a sparkline. */
const SETTLED_MS = 900

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    into: { type: 'string', default: path.resolve(import.meta.dirname, '../../docs/screens') },
    size: { type: 'string', default: SIZES },
    theme: { type: 'string', default: THEMES.join(',') },
    language: { type: 'string', default: 'en' },
    contrast: { type: 'string', default: 'system' },
    'forced-colours': { type: 'boolean', default: false }
  }
})
const language = values.language === 'ar' ? 'ar' : 'en'
const contrast = values.contrast === 'more' ? 'more' : 'system'
const only = values.only?.split(',')
const sizes = values.size.split(',').map((size) => size.split('x').map(Number) as [number, number])
const themes = THEMES.filter((theme) => values.theme.split(',').includes(theme))
const chosen = shots.filter(({ name }) => only?.includes(name) ?? true)
if (chosen.length === 0) throw new Error(`--only: there is ${shots.map(({ name }) => name).join(', ')}`)

await mkdir(values.into, { recursive: true })
const stage = await startStage()
try {
  const { page } = stage
  for (const [width, height] of sizes) {
    await stage.resize(width, height)
    for (const theme of themes) {
      await page.emulateMedia({
        colorScheme: theme,
        reducedMotion: 'reduce',
        forcedColors: values['forced-colours'] ? 'active' : 'none'
      })
      for (const { name, scene, words, watchedMs, arrange } of chosen) {
        await stage.show(scene, { theme, contrast, language }, words)
        await arrange?.(page)
        await page.waitForTimeout(watchedMs ?? SETTLED_MS)
        const file = `${name}-${theme}-${width}x${height}.png`
        await page.screenshot({ path: path.join(values.into, file), animations: 'disabled', caret: 'hide' })
        process.stdout.write(`${file}\n`)
      }
    }
  }
} finally {
  await stage.stop()
}
