/**
 * Keeps what V8 compiled of the program for the next start, in the user's cache directory. It is run as it is found, so
 * it is kept only where nobody else can write.
 */
'use strict'

const fs = require('node:fs')
const { enableCompileCache } = require('node:module')
const os = require('node:os')
const path = require('node:path')

const OTHERS_CAN_WRITE = 0o022

/** Does nothing where that cannot be: a program that is compiled anew starts all the same. */
exports.keepCompiledCode = () => {
  try {
    const folder = path.join(cacheDirectory(), 'compiled-code')
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isOwn(folder)) enableCompileCache(folder)
  } catch {
    // No home, no right to write there, a disk that is full.
  }
}

function cacheDirectory() {
  const home = os.homedir()
  if (process.platform === 'win32')
    return path.join(process.env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'Shoal')
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'Shoal')
  const xdg = process.env.XDG_CACHE_HOME
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'shoal')
}

function isOwn(folder) {
  if (process.platform === 'win32') return true
  const { uid, mode } = fs.statSync(folder)
  return uid === process.geteuid() && (mode & OTHERS_CAN_WRITE) === 0
}
