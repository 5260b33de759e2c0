/**
 * What the headless parts need before the first of them is drawn. They would put a style element into the page, which
 * its content policy forbids and reports; one that finds this id taken does not. The rule itself is in base.css.
 */
export const prepareHeadlessParts = (head: HTMLHeadElement): void => {
  head.id = 'react-aria-pressable-style'
}
