/** What `shoal --help` says. It lists what this version does and nothing else. */
export const help = `Usage: shoal get URI [options]

Fetches one file over several connections. The same command resumes what was stopped.

  -o, --output FILE        where the file goes, with its name
  -d, --directory DIR      folder the file goes to, under its own name (default: the current one)
      --connections N      most connections to use, 1 to 64 (default: 8)
      --ca-certificate FILE
                           PEM file of a certificate authority to trust for this transfer
      --state-dir DIR      folder of the journal (default: SHOAL_STATE_DIR, else the system's standard one)
      --json               one JSON object a line on stdout; the last is "done" or "failed"
  -h, --help               this text
  -V, --version            the version

The path of the finished file goes to stdout, everything else to stderr.
Exit codes: 0 done, 1 transfer failed, 2 usage, 3 source changed, 4 checksum mismatch, 5 disk,
6 refused by policy, 130 interrupted (and resumable).
`
