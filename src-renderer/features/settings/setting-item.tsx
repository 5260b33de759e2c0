/** The field of each setting. Those that are kept elsewhere than in this window are absent until they were told. */
import type { ReactElement } from 'react'
import { ENDINGS } from '../../../src-shared/model/ending.ts'
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import { WHEN_DONE, type Settings } from '../../../src-shared/model/settings.ts'
import { strings } from '../../ui/strings.ts'
import { AppearanceField } from './fields/appearance-fields.tsx'
import { CategoriesField } from './fields/categories-field.tsx'
import { ExportField, ImportField } from './fields/backup-fields.tsx'
import { CacheContents } from './fields/cache-contents.tsx'
import { ChoiceField } from './fields/choice-field.tsx'
import { FolderField } from './fields/folder-field.tsx'
import { HoursField } from './fields/hours-field.tsx'
import { InterfacesField } from './fields/interfaces-field.tsx'
import { MembershipField } from './fields/membership-field.tsx'
import { NetworksField } from './fields/networks-field.tsx'
import { PortField } from './fields/port-field.tsx'
import { ProxyField } from './fields/proxy-field.tsx'
import {
  ofRule,
  ofSetting,
  rates,
  sizes,
  sizesOrNone,
  textOrNone,
  wholeNumbers,
  wholeNumbersOrNone
} from './fields/readers.ts'
import { StateFolder } from './fields/state-folder.tsx'
import { SwitchField } from './fields/switch-field.tsx'
import { TextField } from './fields/text-field.tsx'
import type { ItemName } from './items.ts'
import { useEnding, useRule, useSetting, type Kept } from './kept.ts'

export function SettingItem({ item }: { readonly item: ItemName }): ReactElement | null {
  const words = strings.settings
  switch (item) {
    case 'downloadDirectory':
      return <OfSetting name={item} field={(kept) => <FolderField kept={kept} />} />
    case 'categories':
      return <OfSetting name={item} field={(kept) => <CategoriesField kept={kept} />} />
    case 'limitBytesPerSecond':
      return <OfSetting name={item} field={(kept) => rateField(item, kept, ofSetting(item))} />
    case 'hours':
      return (
        <OfSetting
          name={item}
          field={(kept) => (
            <HoursField
              item={item}
              kept={kept}
              rules={(['paused', 'limited', 'unlimited'] as const).map((kind) => ({
                kind,
                label: words.hours.rules[kind]
              }))}
            />
          )}
        />
      )
    case 'mostActive':
    case 'connections':
      return <OfSetting name={item} field={(kept) => numberField(item, kept, ofSetting(item))} />
    case 'proxy':
      return <OfSetting name={item} field={(kept) => <ProxyField kept={kept} />} />
    case 'membership':
      return <MembershipField />
    case 'peerInterfaces':
      return <OfSetting name={item} field={(kept) => <InterfacesField kept={kept} />} />
    case 'peerPort':
      return <OfSetting name={item} field={(kept) => <PortField kept={kept} />} />
    case 'mostContributions':
      return <OfRule name={item} field={(kept) => numberField(item, kept, ofRule(item))} />
    case 'uploadLimitBytesPerSecond':
      return <OfRule name={item} field={(kept) => rateField(item, kept, ofRule(item))} />
    case 'bytesPerDay':
      return (
        <OfRule
          name={item}
          field={(kept) => (
            <TextField
              item={item}
              kept={kept}
              placeholder={words.amounts.none}
              {...sizesOrNone(ofRule(item))}
            />
          )}
        />
      )
    case 'peerHours':
      return (
        <OfRule
          name="hours"
          field={(kept) => (
            <HoursField
              item={item}
              kept={kept}
              rules={(['paused', 'unlimited'] as const).map((kind) => ({
                kind,
                label: words.hours.peerRules[kind]
              }))}
            />
          )}
        />
      )
    case 'onMeteredLink':
    case 'onBattery':
      return (
        <OfRule
          name={item}
          field={(kept) => <SwitchField item={item} kept={kept} on="contribute" off="pause" />}
        />
      )
    case 'shareFinished':
      return <OfRule name={item} field={(kept) => <SwitchField item={item} kept={kept} on off={false} />} />
    case 'allowPrivate':
      return <OfRule name={item} field={(kept) => <NetworksField kept={kept} />} />
    case 'cacheBytes':
      return (
        <OfRule
          name={item}
          field={(kept) => <TextField item={item} kept={kept} {...sizes(ofRule(item))} />}
        />
      )
    case 'cacheContents':
      return <CacheContents />
    case 'theme':
    case 'contrast':
    case 'motion':
    case 'language':
      return <AppearanceField item={item} />
    case 'notifyDone':
    case 'notifyFailed':
    case 'notifyNeedsYou':
    case 'notifyPairing':
    case 'notifyHelping':
    case 'notifySound':
    case 'closeToTray':
    case 'readBack':
      return (
        <OfSetting name={item} field={(kept) => <SwitchField item={item} kept={kept} on off={false} />} />
      )
    case 'whenDone':
      return (
        <OfSetting
          name={item}
          field={(kept) => <ChoiceField item={item} kept={kept} values={WHEN_DONE} labels={words.whenDone} />}
        />
      )
    case 'whenAllDone':
      return <OfEnding />
    case 'patienceHours':
      return (
        <OfSetting
          name={item}
          field={(kept) => (
            <TextField
              item={item}
              kept={kept}
              inputMode="numeric"
              placeholder={words.patience.usual}
              {...wholeNumbersOrNone(ofSetting(item))}
            />
          )}
        />
      )
    case 'userAgent':
      return (
        <OfSetting
          name={item}
          field={(kept) => (
            <TextField
              item={item}
              kept={kept}
              wide
              placeholder={words.userAgent.usual}
              {...textOrNone(ofSetting(item))}
            />
          )}
        />
      )
    case 'stateFolder':
      return <StateFolder />
    case 'exportFile':
      return <ExportField />
    case 'importFile':
      return <ImportField />
  }
}

type Check = ReturnType<typeof ofSetting>

const rateField = (item: ItemName, kept: Kept<number | null>, check: Check): ReactElement => (
  <TextField item={item} kept={kept} placeholder={strings.settings.amounts.none} {...rates(check)} />
)

const numberField = (item: ItemName, kept: Kept<number>, check: Check): ReactElement => (
  <TextField item={item} kept={kept} inputMode="numeric" {...wholeNumbers(check)} />
)

function OfEnding(): ReactElement | null {
  const kept = useEnding()
  const { choices } = strings.settings.ending
  return kept && <ChoiceField item="whenAllDone" kept={kept} values={ENDINGS} labels={choices} />
}

function OfSetting<Name extends keyof Settings>({
  name,
  field
}: {
  readonly name: Name
  readonly field: (kept: Kept<Settings[Name]>) => ReactElement
}): ReactElement | null {
  const kept = useSetting(name)
  return kept && field(kept)
}

function OfRule<Name extends keyof PeerPolicy>({
  name,
  field
}: {
  readonly name: Name
  readonly field: (kept: Kept<PeerPolicy[Name]>) => ReactElement
}): ReactElement | null {
  const kept = useRule(name)
  return kept && field(kept)
}
