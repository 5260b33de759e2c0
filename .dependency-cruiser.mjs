/**
 * The shape of the whole import graph: no cycles, nothing that nobody reaches, and the layers once more, on resolved
 * files, so that a re-export or an alias cannot hide a step over.
 */
import { layers } from './e2e/guards/layers.js'

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const TESTS = ['\\.(test|fixture|suite)\\.tsx?$']
const DECLARATIONS = '\\.d\\.ts$'

/** A layer inside another has rules of its own, as for the lint rule. */
const within = (layer) =>
  Object.keys(layers)
    .filter((other) => other.startsWith(`${layer}/`))
    .map((inner) => `^${inner}/`)

const layerRules = Object.entries(layers).map(([layer, { paths, packages, node }]) => ({
  name: `${layer} imports`,
  severity: 'error',
  from: { path: `^${layer}/`, pathNot: [...TESTS, DECLARATIONS, ...within(layer)] },
  to: {
    pathNot: [
      ...paths.map((allowed) => `^${escaped(allowed)}(/|$)`),
      ...packages.map((name) => `^node_modules/(@types/)?${escaped(name)}/`)
    ],
    ...(node && { dependencyTypesNot: ['core'] })
  }
}))

const ENTRIES = [
  'src-main/desktop/main\\.ts',
  'src-main/desktop/preload/preload\\.ts',
  'src-main/host/engine-thread\\.ts',
  'src-main/host/hash-thread\\.ts',
  'src-main/headless/cli\\.ts',
  'src-main/headless/bin/shoal\\.cjs',
  'src-renderer/main\\.tsx'
]

/** The contract's other wires and the suite that all wires pass; the daemon's front door will speak them. */
const FOR_SUITES = [
  '^src-shared/rpc/(memory-transport|json-codec|conformance)\\.ts$',
  '^src-main/headless/(web-socket-transport|rpc-listener)\\.ts$'
]

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'no dead code',
      comment: 'No entry reaches it.',
      severity: 'error',
      from: { path: ENTRIES.map((entry) => `^${entry}$`) },
      to: {
        path: '^src-',
        pathNot: [...TESTS, DECLARATIONS, ...ENTRIES, ...FOR_SUITES],
        reachable: false
      }
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no orphans',
      comment: 'Nothing imports it and it imports nothing.',
      severity: 'error',
      from: { orphan: true, pathNot: [...TESTS, DECLARATIONS, ...ENTRIES] },
      to: {}
    }
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'src-renderer/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default']
    }
  }
}
