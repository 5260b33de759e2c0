/**
 * Sentences with a number in them, by the plural rules of a language: English tells one from many, Arabic none, one,
 * two, few and many. The number stands where the `#` is, written as the language writes it.
 */
type Forms = { readonly [Rule in Intl.LDMLPluralRule]?: string } & { readonly other: string }

export function counting(language: string): (number: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  const digits = new Intl.NumberFormat(language)
  return (number, forms) => (forms[rules.select(number)] ?? forms.other).replace('#', digits.format(number))
}
