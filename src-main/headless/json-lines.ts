/** Events for scripts: one JSON object a line, the name of the event first. */
import type { Write } from './report.ts'

export type JsonLine = (event: string, fields: object) => void

export const jsonLines =
  (write: Write): JsonLine =>
  (event, fields) =>
    write(`${escaped(JSON.stringify({ event, ...fields }))}\n`)

/** JSON leaves DEL and C1 controls as they are; a terminal would obey them. The escaped value is the same. */
const escaped = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
