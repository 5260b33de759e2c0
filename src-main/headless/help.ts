/** What `shoal --help` says. It lists what this version does and nothing else. */
export const help = `Usage: shoal get URI [MIRROR-URI...] [options]
       shoal get FILE.meta4 [options]

Fetches one file over several connections. The same command resumes what was stopped.
URI: http://, https://; over one connection also ftp://, ftpes:// (AUTH TLS), ftps:// (implicit TLS), sftp://.
Mirrors are used once they have shown that they have the same file. A Metalink description names mirrors and digests;
URI may lead to one, too (-o NAME.meta4 keeps the description itself).

  -o, --output FILE        where the file goes, with its name
  -d, --directory DIR      folder the file goes to, under its own name (default: the current one)
  -c, --continue           with -o: go on with the unfinished transfer of that name, begun from another
                           address, if this one is found to show the same bytes
      --connections N      most connections to use, 1 to 64 (default: 16; one server gets 16 at
                           most, and more than 8 only where they help)
      --limit RATE         most bytes a second, e.g. 500K, 5M or 5MiB/s (K = 1024 bytes); "none" lifts the
                           limit that an unfinished transfer had
      --header 'NAME: VALUE'
                           a further field of every request; may be repeated
      --user-agent TEXT    in place of Shoal's own name
      --referer URL        the page that led here
      --user NAME:PASSWORD log in, by digest or basic as the server asks (better kept in .netrc: others
                           on this machine can see command lines)
      --bearer TOKEN       log in with a token
      --cookies FILE       send what fits from a cookies.txt file
      --proxy URL          go through http://, https:// or socks5://[NAME:PASSWORD@]HOST:PORT; "none" for none
                           (default: http_proxy, https_proxy, all_proxy and no_proxy of the environment)
      --accept-host-key SHA256:...
                           the key of an SSH server that known_hosts does not have, as its owner told you
      --client-certificate FILE, --client-key FILE
                           PEM files to show servers that ask for a certificate
      --ca-certificate FILE
                           PEM file of a certificate authority to trust for this transfer
      --checksum ALGO=HEX  what the file must match: sha-256, sha-512, sha-1 or md5
      --state-dir DIR      folder of the journal (default: SHOAL_STATE_DIR, else the system's standard one)
      --json               one JSON object a line on stdout; the last is "done" or "failed"
  -h, --help               this text
  -V, --version            the version

Header fields, logins and client certificates go to the server of URI alone, never to mirrors or where it redirects.
The path of the finished file goes to stdout, everything else to stderr.
Exit codes: 0 done, 1 transfer failed, 2 usage, 3 source changed, 4 checksum mismatch, 5 disk,
6 refused by policy, 130 interrupted (and resumable).
`
