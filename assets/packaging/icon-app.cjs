/** An empty window, for its canvas: the script that makes icons draws in it. */
'use strict'
const { app, BrowserWindow } = require('electron')

app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('about:blank'))
