/** A place where Shoal has run before. */
import { openJournal } from '../../src-main/journal/open-journal.ts'

/** As after the first start: the journal knows that what is asked then was answered. */
export function passFirstRun(stateDirectory: string): void {
  let journal
  try {
    journal = openJournal({ stateDirectory })
  } catch {
    // A journal that nobody can open is what the test is about.
    return
  }
  if (!journal.settings().welcomed) journal.saveSettings({ ...journal.settings(), welcomed: true })
  journal.close()
}
