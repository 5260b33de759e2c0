/**
 * Lint. Two jobs: strictness within a file (typescript-eslint, strict and type-checked), and the direction of imports
 * between layers (e2e/guards/layers.js).
 */
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { layersPlugin } from './e2e/guards/layers.js'

const root = import.meta.dirname

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
    // Tests put layers together, use the suite's servers and poke at things; the layers are the product's.
    files: ['src-*/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    plugins: { layers: layersPlugin },
    rules: { 'layers/imports': 'error' }
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended]
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
    files: ['**/*.config.ts', 'e2e/runtime/*-setup.ts'],
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
