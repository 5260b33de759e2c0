/**
 * What went wrong, as peers tell each other: a code for programs and a sentence for people. Both are claims of the
 * other side, shown as such; the sentence never says more than the code's entry in the catalogue does.
 */
import * as v from 'valibot'
import { asPrintable, printable, word } from './fields.ts'
import { CODE_LIMIT_CHARACTERS, JSON_LIMIT_BYTES, SENTENCE_LIMIT_CHARACTERS } from './limits.ts'
import { message, type Message } from './message.ts'

export interface ProblemMessage {
  readonly code: string
  readonly message: string
}

export const problemField: v.GenericSchema<unknown, ProblemMessage> = v.object(
  { code: word(CODE_LIMIT_CHARACTERS), message: printable(SENTENCE_LIMIT_CHARACTERS) },
  'must be an object with code and message'
)

export const problemToWire = ({ code, message: sentence }: ProblemMessage): ProblemMessage => ({
  code,
  message: asPrintable(sentence, SENTENCE_LIMIT_CHARACTERS)
})

export const problemMessage: Message<ProblemMessage> = message({
  name: 'problem',
  limitBytes: JSON_LIMIT_BYTES,
  schema: problemField,
  toWire: problemToWire
})
