/** Builds the product's page around the double engine, under the product's own settings and content policy. */
import path from 'node:path'
import { defineConfig, mergeConfig } from 'vite'
import product from '../../vite.config.ts'

export default mergeConfig(
  product,
  defineConfig({
    root: import.meta.dirname,
    build: { outDir: path.join(import.meta.dirname, '../../dist/web-double') }
  })
)
