/**
 * The guards that keep the layers apart really bite: text that breaks a rule is linted as if it stood in a layer,
 * and the lint must say so. Without this, a slip in the configuration would switch a guard off in silence.
 */
import path from 'node:path'
import { ESLint } from 'eslint'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
// Type information needs files that exist; the rules about imports do not.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false, project: false } }
    }
  ],
  ruleFilter: ({ ruleId }) => ruleId === 'layers/imports'
})

async function complaints(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) })
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message)
}

it.each([
  ['electron in the engine', 'src-main/engine/zz.ts', "import { app } from 'electron'\nvoid app\n"],
  ['electron in the host', 'src-main/host/zz.ts', "import { app } from 'electron'\nvoid app\n"],
  [
    'electron in the page',
    'src-renderer/zz.ts',
    "import { ipcRenderer } from 'electron'\nvoid ipcRenderer\n"
  ],
  ['electron on demand', 'src-main/engine/zz.ts', "void import('electron')\n"],
  ['electron by require', 'src-main/engine/zz.ts', "require('electron')\n"],
  ['electron for its types', 'src-main/engine/zz.ts', "export type App = import('electron').App\n"],
  ['electron passed on', 'src-main/host/zz.ts', "export { app } from 'electron'\n"],
  ['a package nobody named', 'src-renderer/zz.ts', "import 'left-pad'\n"],
  ['SQLite in the engine', 'src-main/engine/zz.ts', "import Database from 'better-sqlite3'\nvoid Database\n"],
  ['SSH in the engine', 'src-main/engine/zz.ts', "import ssh2 from 'ssh2'\nvoid ssh2\n"],
  ['the host in the engine', 'src-main/engine/zz.ts', "import '../host/start-engine.ts'\n"],
  ['the engine in the shared layer', 'src-shared/zz.ts', "import '../src-main/engine/engine.ts'\n"],
  ['Node in the shared layer', 'src-shared/zz.ts', "import 'node:fs'\n"],
  ['the engine in the page', 'src-renderer/zz.ts', "import '../src-main/engine/engine.ts'\n"],
  ['the desktop in the command line', 'src-main/headless/zz.ts', "import '../desktop/main.ts'\n"],
  ['the command line in the desktop', 'src-main/desktop/zz.ts', "import '../headless/cli.ts'\n"],
  ['the engine in a migration', 'src-main/journal/migrations/zz.ts', "import '../../engine/engine.ts'\n"]
])('refuses %s', async (_, file, text) => {
  expect(await complaints(file, text)).not.toEqual([])
})

it.each([
  ['electron in the desktop', 'src-main/desktop/zz.ts', "import { app } from 'electron'\nvoid app\n"],
  ['a package by a path inside it', 'src-renderer/zz.ts', "import 'react-dom/client'\n"],
  ['the engine in the host', 'src-main/host/zz.ts', "import '../engine/engine.ts'\n"],
  ['SSH for foreign servers', 'src-main/engine/foreign/zz.ts', "import ssh2 from 'ssh2'\nvoid ssh2\n"],
  ['Node in the engine', 'src-main/engine/zz.ts', "import 'node:net'\n"]
])('allows %s', async (_, file, text) => {
  expect(await complaints(file, text)).toEqual([])
})
