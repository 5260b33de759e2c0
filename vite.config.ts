/**
 * Builds the page: src-renderer into dist/renderer, for the oldest supported Electron (Chrome 114). The page's
 * content security policy allows files of its own origin and nothing else, so no asset becomes a data: address and
 * no polyfill script is added.
 */
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: path.join(import.meta.dirname, 'src-renderer'),
  base: './',
  logLevel: 'warn',
  plugins: [react()],
  build: {
    outDir: path.join(import.meta.dirname, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome114',
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false
  }
})
