/** Opens a journal that no Shoal has open, to look at what a crash left or to make it look like one. */
import path from 'node:path'
import Database from 'better-sqlite3'

export function openDatabase<T>(stateDirectory: string, use: (database: Database.Database) => T): T {
  const database = new Database(path.join(stateDirectory, 'journal.sqlite'))
  try {
    return use(database)
  } finally {
    database.close()
  }
}
