/** A key for the machines of one owner, in a file that is given to each of them. */
import { createGroupKey } from '../../peers/identity/group-key.ts'

/** Absolute path; what is there already stays. Rejects with ShoalError `group-key-unwritable`. */
export const newGroupKey = (file: string): Promise<void> => createGroupKey(file)
