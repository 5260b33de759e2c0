/** A setting that is one of a few, as a strip of choices. */
import { useState, type ReactElement } from 'react'
import type { ItemName } from '../items.ts'
import { isUsual, type Kept } from '../kept.ts'
import { ChoiceStrip } from './choice-strip.tsx'

interface ChoiceFieldProps<Value extends string> {
  readonly item: ItemName
  readonly kept: Kept<Value>
  readonly values: readonly Value[]
  readonly labels: Readonly<Record<Value, string>>
}

export function ChoiceField<Value extends string>({
  item,
  kept,
  values,
  labels
}: ChoiceFieldProps<Value>): ReactElement {
  const [trouble, setTrouble] = useState<string | null>(null)
  const keep = (value: Value): void => void kept.keep(value).then(setTrouble)
  return (
    <ChoiceStrip
      item={item}
      wide
      trouble={trouble}
      onReset={isUsual(kept) ? undefined : () => keep(kept.usual)}
      choices={values.map((value) => ({ value, label: labels[value] }))}
      chosen={kept.value}
      onChoose={keep}
    />
  )
}
