/**
 * Lint. Two jobs: strictness within a file (typescript-eslint, strict and type-checked), and the direction of imports
 * between layers, which is what keeps the engine free of Electron, SQLite and windows. Widen a layer's list below
 * only together with docs/architecture.md; an exception for one file is a sign that the file lives in the wrong layer.
 */
import path from 'node:path'
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import { importX } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const root = import.meta.dirname

/**
 * What each layer may import besides Node's own modules; everything else, installed packages included, is out of
 * bounds. `platform` is a leaf that every layer of src-main but the engine may use.
 */
const layers = {
  'src-shared': ['src-shared'],
  'src-main/engine': ['src-shared', 'src-main/engine'],
  'src-main/platform': ['src-shared', 'src-main/engine/ports', 'src-main/platform'],
  'src-main/journal': [
    ...['src-shared', 'src-main/engine/ports', 'src-main/platform', 'src-main/journal'],
    'node_modules/better-sqlite3'
  ],
  'src-main/journal/migrations': ['src-main/journal/migrations', 'src-main/journal/sqlite.ts'],
  'src-main/host': [
    ...['src-shared', 'src-main/engine', 'src-main/journal', 'src-main/platform', 'src-main/host'],
    'node_modules/valibot'
  ],
  'src-main/desktop': [
    'src-shared',
    'src-main/host',
    'src-main/platform',
    'src-main/desktop',
    'node_modules/electron'
  ],
  'src-main/headless': [
    ...['src-shared', 'src-main/host', 'src-main/platform', 'src-main/headless'],
    ...['node_modules/ws', 'package.json']
  ],
  'src-renderer': [
    ...['src-shared', 'src-renderer', 'assets'],
    ...['node_modules/react', 'node_modules/react-dom', 'node_modules/zustand']
  ]
}

const zones = Object.entries(layers).map(([layer, allowed]) => ({
  target: path.join(root, layer),
  from: root,
  except: allowed,
  message: `${layer} may import only: ${allowed.join(', ')}.`
}))

const electron = { name: 'electron', message: 'Only src-main/desktop imports Electron.' }
const noNode = { regex: '^node:', message: 'This layer runs in a page too: no Node modules.' }

export default defineConfig(
  globalIgnores(['dist', 'release', 'test-results', 'playwright-report', '**/*.module.css.d.ts']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Code points are what is wanted where a string is spread.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A parameter may exist to be inferred from, as in query<Input, Output>().
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // A port's method promises a Promise even where an implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // It does not see that an await or a callback in between changes a variable.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Interfaces here are records of functions; nothing uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // With noUncheckedIndexedAccess an index inside its loop's bounds needs the `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Names and heads from the network are searched for exactly these characters.
      'no-control-regex': 'off',
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }
      ]
    }
  },
  {
    files: ['src-*/**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.json'] } } },
    rules: { 'import-x/no-restricted-paths': ['error', { zones }] }
  },
  {
    files: ['src-*/**/*.{ts,tsx}'],
    ignores: ['src-main/desktop/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [electron] }] }
  },
  {
    files: ['src-shared/**/*.ts', 'src-renderer/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { paths: [electron], patterns: [noNode] }] }
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended]
  },
  {
    // Tests put layers together, use the suite's servers and poke at things; the layer rules guard the product.
    files: ['**/*.{test,spec}.{ts,tsx}', 'e2e/**'],
    rules: {
      'import-x/no-restricted-paths': 'off',
      'no-restricted-imports': 'off'
    }
  },
  {
    files: ['src-main/headless/**', 'e2e/**'],
    rules: { 'no-console': 'off' }
  },
  {
    files: ['*.ts'],
    extends: [tseslint.configs.disableTypeChecked]
  },
  {
    // Tools read their configuration from the default export.
    files: ['**/*.config.ts', 'e2e/runtime/desktop-setup.ts'],
    rules: { 'no-restricted-exports': 'off' }
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', process: 'readonly', __dirname: 'readonly' }
    }
  }
)
