#!/usr/bin/env node
/**
 * The first thing that runs for `shoal`. An old Node must be able to read it, so it is written in old syntax: it
 * says what is missing in a sentence, where the program itself would die of a syntax error or of a native module.
 */
'use strict'

var fs = require('fs')
var os = require('os')
var path = require('path')

// better-sqlite3 needs Node-API 10; an older Node crashes when it loads it.
var NEEDED = '22.14'

var found = process.versions.node.split('.').map(Number)
var needed = NEEDED.split('.').map(Number)
var program = path.join(__dirname, '../../../dist/main/cli.cjs')

function refuse(sentence) {
  process.stderr.write(sentence + '\n')
  process.exitCode = 2
}

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  refuse(
    'Shoal needs Node ' +
      NEEDED +
      ' or newer; this is ' +
      process.versions.node +
      '. ' +
      'Install a newer Node, or start Shoal through npm in its checkout.'
  )
} else if (!fs.existsSync(program)) {
  refuse('Shoal is not built yet. Run "npm run build" in its checkout.')
} else {
  // Before anything needs these threads, or it has no effect. More than there are processors only take turns with the
  // threads that receive: with four on two processors, a gigabyte cost 15 % more and took 11 % longer. One is too few:
  // a name that takes long to look up would keep writes waiting.
  if (!process.env.UV_THREADPOOL_SIZE) {
    process.env.UV_THREADPOOL_SIZE = String(Math.max(2, Math.min(4, os.cpus().length)))
  }
  require('./compiled-code.cjs').keepCompiledCode()
  require(program)
}
