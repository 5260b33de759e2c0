/**
 * Builds the pages around the double engine and opens a window to show them in. For benches and pictures, which want
 * thousands of transfers, or one in every state, at once and at a standstill, which no engine gives.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { build } from 'vite'
import { resolveElectron } from '../../runtime/resolve-electron.ts'
import { startVirtualDisplay } from '../../runtime/virtual-display.ts'

const WEB = path.resolve(import.meta.dirname, '..')
const external = ['electron', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]

/** What a person chose, as the page remembers it (src-renderer/stores/appearance.ts). */
export interface Look {
  readonly theme: 'light' | 'dark'
  readonly contrast?: 'system' | 'more'
  readonly language?: 'en' | 'ar'
}

export interface Stage {
  readonly electron: ElectronApplication
  readonly page: Page
  /** Shows a scene of e2e/web/scenes.ts; further words go into the page's address. */
  show(scene: string, look?: Look, words?: Readonly<Record<string, string>>): Promise<void>
  /** A page with nothing in it, to measure the machine with. */
  showBlank(): Promise<void>
  resize(width: number, height: number): Promise<void>
  stop(): Promise<void>
}

export async function startStage(): Promise<Stage> {
  const root = await mkdtemp(path.join(tmpdir(), 'shoal-stage-'))
  const pages = path.join(root, 'pages')
  await mkdir(pages)
  await build({ configFile: path.join(WEB, 'vite.config.ts'), logLevel: 'error', build: { outDir: pages } })
  await build({
    configFile: false,
    root: import.meta.dirname,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, 'main.ts'),
      outDir: root,
      emptyOutDir: false,
      target: 'node18',
      rolldownOptions: { external, output: { format: 'cjs', entryFileNames: 'main.cjs' } }
    }
  })
  await writeFile(
    path.join(root, 'package.json'),
    JSON.stringify({ name: 'stage', version: '1.0.0', main: 'main.cjs' })
  )
  const display = process.platform === 'linux' ? await startVirtualDisplay() : null
  const runtime = await resolveElectron()
  const env: Record<string, string> = { ...(process.env as Record<string, string>), ...runtime.env }
  if (display) env['DISPLAY'] = display.name
  delete env['WAYLAND_DISPLAY']
  const electron = await _electron.launch({
    executablePath: runtime.executablePath,
    args: [...runtime.args, root, `--user-data-dir=${path.join(root, 'profile')}`],
    env: { ...env, STAGE_PAGES: pages }
  })
  const page = await electron.firstWindow()
  await page.waitForLoadState()
  return {
    electron,
    page,
    async show(scene, look = { theme: 'light' }, words = {}) {
      await page.evaluate((chosen) => localStorage.setItem('appearance', JSON.stringify(chosen)), {
        contrast: 'system',
        language: 'en',
        ...look
      })
      const query = new URLSearchParams({ scene, ...words })
      await page.goto(`app://shoal/?${query.toString()}`)
      await page.getByRole('main').waitFor()
    },
    async showBlank() {
      await page.goto('app://shoal/blank.html')
    },
    async resize(width, height) {
      await electron.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0]!, size[1]!),
        [width, height]
      )
      await page.waitForFunction((size) => innerWidth === size[0] && innerHeight === size[1], [width, height])
    },
    async stop() {
      await electron.close()
      await display?.stop()
      await rm(root, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
