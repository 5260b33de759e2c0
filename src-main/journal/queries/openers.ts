/** Which processes have the journal open: the row of one that died tells of an unclean stop. */
import type { ProcessIdentity } from '../../platform/process-identity.ts'
import type { Sqlite } from '../sqlite.ts'

export function openerQueries(db: Sqlite) {
  const all = db.prepare<[], ProcessIdentity>('SELECT pid, started FROM openers')
  return { all: (): readonly ProcessIdentity[] => all.all() }
}

export function openerCommands(db: Sqlite) {
  const enter = db.prepare<[ProcessIdentity]>(
    'INSERT OR IGNORE INTO openers (pid, started) VALUES (:pid, :started)'
  )
  const leave = db.prepare<[ProcessIdentity]>('DELETE FROM openers WHERE pid = :pid AND started = :started')
  return {
    enter: (process: ProcessIdentity): void => void enter.run(process),
    leave: (process: ProcessIdentity): void => void leave.run(process)
  }
}
