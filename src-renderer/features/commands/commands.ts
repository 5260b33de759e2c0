/** The table of everything the window can be told to do. Features add theirs here; command.ts says how. */
import type { Command } from './command.ts'
import { listCommands } from './list-commands.ts'
import { windowCommands } from './window-commands.ts'

export const commands: readonly Command[] = [...windowCommands, ...listCommands]
