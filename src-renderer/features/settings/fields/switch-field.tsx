/** A setting that is on or off, as a switch. */
import { useState, type ReactElement } from 'react'
import type { ItemName } from '../items.ts'
import { isUsual, type Kept } from '../kept.ts'
import { SettingRow } from '../setting-row.tsx'
import { Switch } from '../../../ui/switch.tsx'

interface SwitchFieldProps<Value> {
  readonly item: ItemName
  readonly kept: Kept<Value>
  readonly on: Value
  readonly off: Value
}

export function SwitchField<Value>({ item, kept, on, off }: SwitchFieldProps<Value>): ReactElement {
  const [trouble, setTrouble] = useState<string | null>(null)
  const keep = (value: Value): void => void kept.keep(value).then(setTrouble)
  return (
    <SettingRow item={item} trouble={trouble} onReset={isUsual(kept) ? undefined : () => keep(kept.usual)}>
      {(ids) => <Switch ids={ids} isOn={kept.value === on} onChange={(isOn) => keep(isOn ? on : off)} />}
    </SettingRow>
  )
}
