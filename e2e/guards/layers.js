/**
 * The layers of Shoal and what each may import: the one list behind the lint rule below and the import graph's
 * check. It is what keeps the engine free of Electron, SQLite and windows. Widen it only together with
 * docs/architecture.md; an exception for one file is a sign that the file lives in the wrong layer.
 */
import path from 'node:path'

/** `paths` are folders and files of this repository; `packages` are installed ones; `node`: Node's own modules. */
export const layers = {
  'src-shared': { paths: ['src-shared'], packages: [], node: false },
  'src-main/engine': { paths: ['src-shared', 'src-main/engine'], packages: [], node: true },
  'src-main/engine/foreign': {
    paths: ['src-shared', 'src-main/engine'],
    packages: ['basic-ftp', 'ssh2'],
    node: true
  },
  'src-main/engine/metalink': {
    paths: ['src-shared', 'src-main/engine'],
    packages: ['saxes'],
    node: true
  },
  'src-main/platform': {
    paths: ['src-shared', 'src-main/engine/ports', 'src-main/peers/ports', 'src-main/platform'],
    packages: ['koffi'],
    node: true
  },
  'src-main/journal': {
    paths: [
      'src-shared',
      'src-main/engine/ports',
      'src-main/peers/ports',
      'src-main/platform',
      'src-main/journal'
    ],
    packages: ['better-sqlite3'],
    node: true
  },
  'src-main/journal/migrations': {
    paths: ['src-main/journal/migrations', 'src-main/journal/sqlite.ts'],
    packages: [],
    node: false
  },
  'src-main/peers': {
    paths: ['src-shared', 'src-main/engine/ports', 'src-main/peers'],
    packages: ['@peculiar/x509', 'multicast-dns', 'reflect-metadata', 'valibot'],
    node: true
  },
  'src-main/host': {
    paths: [
      'src-shared',
      'src-main/engine',
      'src-main/journal',
      'src-main/peers',
      'src-main/platform',
      'src-main/host'
    ],
    packages: ['valibot'],
    node: true
  },
  'src-main/desktop': {
    paths: ['src-shared', 'src-main/host', 'src-main/platform', 'src-main/desktop', 'assets/tray'],
    packages: ['electron', 'electron-updater'],
    node: true
  },
  'src-main/headless': {
    paths: ['src-shared', 'src-main/host', 'src-main/platform', 'src-main/headless', 'package.json'],
    packages: ['ws'],
    node: true
  },
  'src-renderer': {
    paths: ['src-shared', 'src-renderer', 'assets'],
    packages: ['@tanstack/react-virtual', 'react', 'react-aria-components', 'react-dom', 'uplot', 'zustand'],
    node: false
  }
}

const isWithin = (file, folder) => file === folder || file.startsWith(`${folder}/`)

/** The innermost layer that holds a file of this repository, or undefined. */
const layerOf = (file) =>
  Object.keys(layers)
    .filter((layer) => isWithin(file, layer))
    .sort((a, b) => b.length - a.length)[0]

/** Whether `file` of `layer` may import `specifier`. */
function isAllowed(layer, file, specifier) {
  const { paths, packages, node } = layers[layer]
  if (specifier.startsWith('node:')) return node
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file), specifier.split('?', 1)[0])
    return paths.some((allowed) => isWithin(target, allowed))
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return packages.includes(name)
}

/** An ESLint plugin with one rule, `layers/imports`. */
export const layersPlugin = {
  rules: {
    imports: {
      meta: {
        type: 'problem',
        schema: [],
        messages: { step: '{{layer}} may not import {{specifier}}; it may import {{allowed}}.' }
      },
      create(context) {
        const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
        const layer = layerOf(file)
        if (!layer) return {}
        const check = (source) => {
          const specifier = source?.value
          if (typeof specifier !== 'string' || isAllowed(layer, file, specifier)) return
          const { paths, packages, node } = layers[layer]
          const allowed = [...paths, ...packages, ...(node ? ["Node's modules"] : [])].join(', ')
          context.report({ node: source, messageId: 'step', data: { layer, specifier, allowed } })
        }
        const bySource = (node) => check(node.source)
        return {
          ImportDeclaration: bySource,
          ImportExpression: bySource,
          ExportAllDeclaration: bySource,
          ExportNamedDeclaration: bySource,
          TSImportType: bySource,
          CallExpression: (node) => {
            if (node.callee.name === 'require') check(node.arguments[0])
          }
        }
      }
    }
  }
}
