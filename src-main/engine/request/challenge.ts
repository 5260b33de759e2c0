/** The schemes a server offers for logging in (WWW-Authenticate, RFC 9110 section 11.6.1). */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string
  /** Lower-case names. */
  readonly parameters: ReadonlyMap<string, string>
}

const PARAMETER =
  /[\s,]*([!#$%&'*+\-.^_`|~\w]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^_`|~\w]+))\s*(?=,|$)/y
const SCHEME = /[\s,]*([!#$%&'*+\-.^_`|~\w]+)(?=[\s,]|$)/y
const TOKEN68 = /[ \t]+[\w\-.~+/]+=*\s*(?=,|$)/y

/** As far as it can be understood: what follows nonsense is left out. */
export function parseChallenges(field: string): Challenge[] {
  const challenges: Challenge[] = []
  let parameters: Map<string, string> | null = null
  let at = 0
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(field)
    if (found) at = pattern.lastIndex
    return found
  }
  while (at < field.length) {
    const parameter: RegExpExecArray | null = parameters && next(PARAMETER)
    if (parameter) {
      const [, name = '', quoted, plain = ''] = parameter
      parameters?.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'))
      continue
    }
    const scheme = next(SCHEME)
    if (!scheme) break
    parameters = new Map<string, string>()
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters })
    next(TOKEN68)
  }
  return challenges
}
