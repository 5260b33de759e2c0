/**
 * What each call accepts, one schema a method, on the main side alone (schema libraries stay out of the page).
 * Sizes are strict and unknown keys refused: whatever a window or a web page sends, no handler sees surprises.
 * The types make a missing schema, or one that differs from the contract, a compile error.
 */
import type * as v from 'valibot'
import type { InputOf, MethodName } from '../../../src-shared/contract/contract.ts'
import { desktopSchemas } from './schemas/desktop.ts'
import { peersSchemas } from './schemas/peers.ts'
import { settingsSchemas } from './schemas/settings.ts'
import { transfersSchemas } from './schemas/transfers.ts'

const schemas = {
  ...transfersSchemas,
  ...settingsSchemas,
  ...peersSchemas,
  ...desktopSchemas
} satisfies { readonly [N in MethodName]: v.GenericSchema }

type Exactly<A, B> = [A, B, keyof A, keyof B] extends [B, A, keyof B, keyof A] ? unknown : never
type AsInContract = {
  readonly [N in MethodName]: Exactly<v.InferOutput<(typeof schemas)[N]>, InputOf<N>>
} & { readonly [N in Exclude<keyof typeof schemas, MethodName>]: never }

export const inputSchemas = schemas satisfies AsInContract
