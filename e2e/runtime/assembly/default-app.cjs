/**
 * Stands in for the default app that a packaged Electron lacks: starts the app folder or file named by the first
 * word of the command line, under that app's own name and version. It must behave as `electron FOLDER` does.
 */
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { app } = require('electron')

process.defaultApp = true
const given = process.argv.slice(1).find((word) => !word.startsWith('-')) || '.'
const target = path.resolve(given)
const manifestFile = path.join(target, 'package.json')
try {
  if (fs.existsSync(manifestFile)) {
    const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'))
    app.setName(manifest.productName || manifest.name)
    app.setVersion(manifest.version)
    app.setAppPath(target)
    require(path.join(target, manifest.main || 'index.js'))
  } else {
    app.setAppPath(path.dirname(target))
    require(target)
  }
} catch (error) {
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
}
