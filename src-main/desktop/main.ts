/**
 * The desktop's entry: what must be in place before Electron is ready, and who may go on from there. What runs from
 * then on is put together in desktop.ts. It decides nothing about transfers.
 */
import path from 'node:path'
import { app, dialog, protocol } from 'electron'
import { catalogue } from '../../src-shared/errors/catalogue.ts'
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import { ensureStateDirectory, stateDirectory } from '../platform/state-directory.ts'
import { declareAppScheme } from './app-protocol.ts'
import { askedIn } from './command-line.ts'
import { startDesktop, type Desktop } from './desktop.ts'
import { openIntake } from './intake.ts'
import { guardAll } from './navigation-guard.ts'
import { quitCleanly, quitOnSignals } from './quit.ts'
import { speakAsTheSystem } from './language.ts'
import { becomeFirst } from './single-instance.ts'
import { tell } from './tell.ts'
import { words } from './words.ts'

const intake = openIntake()
let desktop: Desktop | null = null

declareAppScheme(protocol)
guardAll(app)
// Root must pass --no-sandbox, and then Chromium refuses to start a sandboxed process.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
quitCleanly(
  app,
  () => desktop?.hide(),
  async () => desktop?.close()
)
void app.whenReady().then(() => quitOnSignals(app))
app.on('open-url', (event, link) => {
  event.preventDefault()
  intake.take(askedIn([link], path.sep))
})
app.on('open-file', (event, file) => {
  event.preventDefault()
  intake.take(askedIn([file], path.sep))
})

try {
  const directory = stateDirectory()
  ensureStateDirectory(directory)
  const asked = askedIn(process.argv, process.cwd())
  const isFirst = becomeFirst(app, directory, asked, (later) => {
    desktop?.open()
    intake.take(later)
  })
  if (isFirst) {
    intake.take(asked)
    void app.whenReady().then(() => {
      desktop = startDesktop(directory, intake, (reason) => void giveUp(reason))
    })
  } else {
    app.quit()
  }
} catch (thrown) {
  void app.whenReady().then(() => {
    speakAsTheSystem(app)
    return giveUp(problemOf(thrown))
  })
}

/** The end of a Shoal that has no engine: says why, and leaves with the catalogue's exit code. */
async function giveUp(reason: Problem): Promise<void> {
  process.exitCode = catalogue[reason.code].exitCode
  desktop?.hide()
  await tell(dialog, null, words.trouble.cannotGoOn, reason)
  app.quit()
}
