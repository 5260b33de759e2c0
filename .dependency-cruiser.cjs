/**
 * The shape of the whole import graph: no cycles, nothing that nobody imports, and the same layers as
 * eslint.config.js, checked a second time on resolved files so that an alias or a re-export cannot hide a step over.
 */
const anyOf = (...paths) => `^(${paths.join('|')})`

/** Files of `layer` may reach `allowed` alone. `from` and `to` are regular expressions on paths. */
const only = (layer, ...allowed) => ({
  name: `${layer} imports`,
  severity: 'error',
  from: { path: `^${layer}/`, pathNot: '\\.(test\\.tsx?|d\\.ts)$' },
  to: { pathNot: anyOf(...allowed), dependencyTypesNot: ['core'] }
})

module.exports = {
  forbidden: [
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'no orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.test\\.tsx?$', '^src-main/headless/bin/'] },
      to: {}
    },
    {
      name: 'unreachable',
      comment: 'Product code that no entry reaches is dead.',
      severity: 'error',
      from: {
        path: '^src-(main/(desktop/main|desktop/preload/preload|host/engine-thread|headless/cli)|renderer/main)\\.tsx?$'
      },
      to: {
        path: '^src-',
        pathNot: [
          '\\.d\\.ts$',
          '\\.(test|fixture|suite)\\.tsx?$',
          '\\.module\\.css$',
          '^src-main/headless/bin/'
        ],
        reachable: false
      }
    },
    only('src-shared', 'src-shared/'),
    only('src-main/engine', 'src-shared/', 'src-main/engine/'),
    only('src-main/platform', 'src-shared/', 'src-main/engine/ports/', 'src-main/platform/'),
    only(
      'src-main/journal',
      'src-shared/',
      'src-main/(engine/ports|platform|journal)/',
      'node_modules/(@types/)?better-sqlite3/'
    ),
    only('src-main/journal/migrations', 'src-main/journal/(migrations/|sqlite\\.ts$)'),
    only('src-main/host', 'src-shared/', 'src-main/(engine|journal|platform|host)/', 'node_modules/valibot/'),
    only('src-main/desktop', 'src-shared/', 'src-main/(host|platform|desktop)/', 'node_modules/electron/'),
    only(
      'src-main/headless',
      'src-shared/',
      'src-main/(host|platform|headless)/',
      'node_modules/(@types/)?ws/',
      'package\\.json$'
    ),
    only(
      'src-renderer',
      'src-shared/',
      'src-renderer/',
      'assets/',
      'node_modules/(@types/)?(react|react-dom|zustand)/'
    )
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
