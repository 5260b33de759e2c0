/** Tells the person at the terminal what is going on, one line at a time; standard output stays for results. */
export type Say = (line: string) => void

export const sayOnStderr: Say = (line) => void process.stderr.write(`${line}\n`)
