/** Names and addresses of any script stand by themselves inside a sentence: between two marks that nobody sees. */
export const apart = (text: string): string => `\u2068${text}\u2069`
