/** Why a value is refused, in the words of the language spoken now. */
import type { Refusal } from '../../../src-shared/model/settings-checks.ts'
import { formatCount, formatRate } from '../../ui/format.ts'
import { strings } from '../../ui/strings.ts'

export function refusalWords(refusal: Refusal): string {
  const words = strings.settings.refused
  switch (refusal.kind) {
    case 'number':
      return words.number(formatCount(refusal.least), formatCount(refusal.most))
    case 'rate':
      return words.rate(formatRate(refusal.leastBytes))
    case 'network':
      return words.network(refusal.text)
    case 'networks':
    case 'interfaces':
    case 'categories':
    case 'extensions':
      return words[refusal.kind](formatCount(refusal.most))
    case 'extension':
    case 'categoryName':
    case 'categoryFolder':
      return words[refusal.kind](refusal.text)
    default:
      return words[refusal.kind]
  }
}
