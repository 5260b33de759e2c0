/**
 * What the host of a page can do beside the engine's work: a desktop all of it, `shoal serve` nothing. A page asks once, when
 * it connects, and shows nothing of what its host cannot do.
 */
export const ABILITIES = [
  /** Opening a finished file. */
  'open',
  'showInFolder',
  'openStateFolder',
  /** Telling which links a person has copied. */
  'copiedLinks',
  /** The system's dialogs. */
  'chooseFolder',
  'saveSettings',
  /** Notifications, a tray, and what comes once files are here. */
  'habits'
] as const
export type Ability = (typeof ABILITIES)[number]
