/**
 * `npm run icons`: draws every icon of the packages from the one mark, assets/icon.svg. Its outputs are committed, so
 * that packaging draws nothing; run it when the mark has changed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { ROOT } from '../../e2e/runtime/built.ts'
import { resolveElectron } from '../../e2e/runtime/resolve-electron.ts'
import { startVirtualDisplay } from '../../e2e/runtime/virtual-display.ts'
import { icns, ico, type Picture } from './icon-files.ts'

const ASSETS = path.join(ROOT, 'assets')

/** The sizes of the freedesktop icon theme. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 256]
const MACOS_SIZES = [32, 64, 128, 256, 512, 1024]
/** Apple's template leaves a tenth free on each side (824 of 1024 are filled); the mark itself fills 480 of 512. */
const MACOS_SCALE = 824 / 1024 / (480 / 512)

async function drawAll(page: Page): Promise<void> {
  const svg = await readFile(path.join(ASSETS, 'icon.svg'), 'utf8')
  const draw = async (sizes: readonly number[], scale: number): Promise<readonly Picture[]> => {
    const pictures: Picture[] = []
    for (const size of sizes) pictures.push({ size, png: await drawn(page, svg, size, scale) })
    return pictures
  }
  await mkdir(path.join(ASSETS, 'icons'), { recursive: true })
  for (const { size, png } of await draw(LINUX_SIZES, 1)) {
    await writeFile(path.join(ASSETS, 'icons', `${size}x${size}.png`), png)
  }
  await writeFile(path.join(ASSETS, 'icon.ico'), ico(await draw(WINDOWS_SIZES, 1)))
  await writeFile(path.join(ASSETS, 'icon.icns'), icns(await draw(MACOS_SIZES, MACOS_SCALE)))
}

/** The mark as a PNG of `size` × `size`, `scale` of it filled. */
async function drawn(page: Page, svg: string, size: number, scale: number): Promise<Buffer> {
  const address = await page.evaluate(
    async (asked) => {
      const image = new Image()
      image.src = `data:image/svg+xml,${encodeURIComponent(asked.svg)}`
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), {
        width: asked.size,
        height: asked.size
      })
      const side = asked.size * asked.scale
      const margin = (asked.size - side) / 2
      canvas.getContext('2d')?.drawImage(image, margin, margin, side, side)
      return canvas.toDataURL('image/png')
    },
    { svg, size, scale }
  )
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
}

const { executablePath, args, env } = await resolveElectron()
const display = process.platform === 'linux' ? await startVirtualDisplay() : null
try {
  const electron = await _electron.launch({
    executablePath,
    args: [...args, path.join(import.meta.dirname, 'icon-app.cjs')],
    env: { ...(process.env as Record<string, string>), ...env, ...(display ? { DISPLAY: display.name } : {}) }
  })
  await drawAll(await electron.firstWindow())
  await electron.close()
} finally {
  await display?.stop()
}
