/**
 * Every way a transfer, a command or a start can go wrong, each with its own code, an exit code for scripts and
 * two sentences a person can act on. Codes are stable: others script against them. `{name}` marks a fact.
 */
export interface CatalogueEntry {
  /** Exit code of the command line (0 done, 1 failed, 2 usage, 3 source changed, 4 checksum, 5 disk, 6 policy). */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 6
  readonly message: string
  readonly advice: string
}

const entry = (exitCode: CatalogueEntry['exitCode'], message: string, advice: string): CatalogueEntry => ({
  exitCode,
  message,
  advice
})

export const catalogue = {
  // What was asked
  'uri-invalid': entry(
    2,
    '"{uri}" is not a URI.',
    'Give a full address such as https://example.org/file.iso.'
  ),
  'scheme-unsupported': entry(
    2,
    'Shoal cannot fetch {scheme} addresses.',
    'Use an http, https, ftp, ftps, ftpes or sftp address.'
  ),
  'option-invalid': entry(2, '{option}: {reason}.', 'Run the same command with --help for what is accepted.'),
  'input-invalid': entry(
    2,
    'The request {method} was refused: {reason}.',
    'Correct the value and try again.'
  ),
  'name-unusable': entry(2, 'The file name "{name}" cannot be used: {reason}.', 'Choose another name.'),
  'transfer-unknown': entry(1, 'There is no transfer {id}.', 'It may have been removed; look at the list.'),
  'transfer-not-queued': entry(
    1,
    '{name} is not waiting for its turn.',
    'It may have started meanwhile; look at the list.'
  ),
  'desktop-only': entry(
    1,
    "Only Shoal's own window can do that, not a page in a browser.",
    'Open Shoal on the desktop of this machine for that.'
  ),
  'transfer-busy': entry(
    1,
    'Another Shoal (process {pid}) is already fetching {name}.',
    'Let it finish, or stop it and try again.'
  ),
  'transfer-not-done': entry(
    1,
    '{name} is not finished yet.',
    'Verify it once it is here; what its server or you said of it is compared then by itself.'
  ),
  'transfer-done': entry(1, '{name} is finished already.', 'Add the other address as a transfer of its own.'),

  // Reaching the server
  'host-unresolved': entry(
    1,
    'The name {host} could not be found.',
    'Check the address and your connection to the internet.'
  ),
  'connection-refused': entry(
    1,
    '{host} refused the connection.',
    'The server may be down, or the port wrong; try again later.'
  ),
  'connection-timeout': entry(
    1,
    '{host} did not answer within {seconds} seconds.',
    'Check the address, or try again later.'
  ),
  'connection-lost': entry(
    1,
    'The connection to {host} was lost ({reason}); what arrived was kept.',
    'Resume the transfer when the network is back.'
  ),
  'connection-stalled': entry(
    1,
    '{host} sent nothing for {seconds} seconds; what arrived was kept.',
    'Resume the transfer later.'
  ),
  'network-unreachable': entry(
    1,
    'There is no route to {host}.',
    'Check your network connection and resume.'
  ),
  'tls-untrusted': entry(
    1,
    'The certificate of {host} is not trusted ({reason}); nothing was fetched.',
    'If you run this server, give its CA with --ca-certificate; otherwise do not trust it.'
  ),
  'tls-failed': entry(
    1,
    'A secure connection to {host} could not be made ({reason}).',
    'Check that the address and port really speak TLS.'
  ),
  'proxy-unauthorized': entry(
    1,
    'The proxy {proxy} wants a login, or another one than it was given (407).',
    'Write it into the address of the proxy: --proxy http://NAME:PASSWORD@host:port.'
  ),
  'proxy-refused': entry(
    1,
    'The proxy {proxy} made no connection to {host}: {reason}.',
    'Check --proxy and the proxy variables of your environment; --proxy none goes without.'
  ),

  // What the server said
  'http-unauthorized': entry(
    1,
    '{host} wants a login for this file, or another one than it was given (401).',
    'Give a login with --user, --bearer, --cookies or .netrc, or copy a direct link from a browser.'
  ),
  'http-forbidden': entry(
    1,
    '{host} refused this file (403).',
    'The link may have expired, or need a login (--user, --bearer, --cookies) or a --referer; or get a fresh one.'
  ),
  'http-not-found': entry(1, '{host} has no such file (404).', 'Check the address for typing errors.'),
  'http-gone': entry(1, '{host} says the file is gone for good (410).', 'Look for another source.'),
  'http-range-refused': entry(
    1,
    '{host} refused the bytes asked for (416); the file may have been cut short.',
    'Remove the transfer and add it again to fetch it anew.'
  ),
  'http-too-many': entry(
    1,
    '{host} says there are too many requests (429).',
    'Wait a while, then resume with fewer connections.'
  ),
  'http-rejected': entry(1, '{host} answered {status}: it will not send this file.', 'Check the address.'),
  'http-server-error': entry(1, '{host} answered {status}: it has a fault of its own.', 'Try again later.'),
  'redirect-limit': entry(
    1,
    '{host} redirected more than {limit} times.',
    'The link goes in circles; look for another.'
  ),
  'redirect-invalid': entry(
    1,
    '{host} redirected to "{location}", which cannot be followed.',
    'Look for a direct link.'
  ),
  'response-invalid': entry(
    1,
    'What {host} sent is not a valid HTTP response ({reason}).',
    'Check that the address is a web server.'
  ),
  'head-too-large': entry(
    1,
    'The response head of {host} is larger than {limit} bytes.',
    'Check that the address is a web server.'
  ),
  'range-mismatch': entry(
    1,
    '{host} sent other bytes than were asked for ({reason}); they were not used.',
    'Try again later, or with --connections 1.'
  ),
  'body-truncated': entry(
    1,
    '{host} closed the connection {missing} bytes early; what arrived was kept.',
    'Resume the transfer.'
  ),
  'body-overlong': entry(
    1,
    '{host} sent more bytes than it announced; they were not used.',
    'Try again later, or look for another source.'
  ),
  'encoding-unsupported': entry(
    1,
    '{host} sent the file in an encoding Shoal cannot undo ({coding}).',
    'Look for another link to the file.'
  ),
  'encoding-invalid': entry(
    1,
    'The compressed answer of {host} cannot be unpacked ({reason}).',
    'Try again later, or look for another link.'
  ),
  'source-changed': entry(
    3,
    'The file on {host} changed while it was being fetched ({reason}); the partial file was kept and nothing was mixed.',
    'Remove the transfer, or delete its .part file, and fetch the new version from the start.'
  ),
  'source-differs': entry(
    3,
    '{host} does not show the file whose bytes are here ({reason}); the address was not changed, and everything was kept.',
    'Give another address of the same file, or add this one as a transfer of its own.'
  ),
  'metalink-invalid': entry(
    1,
    'The Metalink description cannot be used: {reason}.',
    'Get the description again, or give the address of the file itself.'
  ),
  'metalink-too-large': entry(
    1,
    'The Metalink description is larger than {limit} MiB.',
    'Give the address of the file itself.'
  ),
  'list-without-links': entry(
    1,
    'In {path} is no address that Shoal fetches.',
    'Look into it: such addresses begin with https, http, ftp, ftps, ftpes or sftp.'
  ),
  'list-too-large': entry(
    1,
    '{path} was not taken: {reason}.',
    'Drop it on the window, which asks before it adds many; of a long text, copy the part with the links.'
  ),
  'list-partly-taken': entry(
    1,
    'Of {path} was passed over what Shoal does not fetch or do: {what}.',
    'The rest of it was added; look at the list.'
  ),
  'audit-impossible': entry(
    4,
    'The file does not match its digest, and {host} cannot be asked which of the bytes from other machines are wrong ({reason}); nothing was lost.',
    'Resume the transfer when the server can be reached.'
  ),
  'checksum-mismatch': entry(
    4,
    'The {algorithm} digest of {subject} is {found}, but {supplier} {expected}; it was not given its name, and the partial file was kept.',
    'Try again to fetch all of it anew, from another source if you can; or give the right --checksum, and what is here is compared with that.'
  ),

  // Peers: the protocol between them
  'message-invalid': entry(
    1,
    'The {what} is not what the peer protocol says: {reason}. It was not used.',
    'Check that both machines run a recent Shoal.'
  ),
  'message-too-large': entry(
    1,
    'The {what} is larger than {limit} bytes; it was not used.',
    'Check that both machines run a recent Shoal.'
  ),
  'peer-newer': entry(
    1,
    'The other machine speaks version {found} of the peer protocol, this one {known}.',
    'Update Shoal on the machine with the older version.'
  ),
  'path-unknown': entry(1, 'The peer protocol has no {path}.', 'Update Shoal on the older machine.'),
  'method-refused': entry(
    1,
    'The peer protocol does not {method} {path}.',
    'Update Shoal on the older machine.'
  ),
  'plan-unknown': entry(1, 'There is no plan {plan}.', 'It may have ended; it is offered anew by itself.'),
  'plan-stale': entry(
    1,
    'Revision {revision} of plan {plan} is not newer than the one that the peer knows.',
    'It is offered anew by itself.'
  ),
  'plan-file-unknown': entry(
    1,
    'It is not known yet which file plan {plan} is for.',
    'It is asked again when the data server has answered.'
  ),
  'plan-range-refused': entry(
    1,
    'The bytes asked for are not one range within the file of plan {plan}.',
    'Check that both machines run a recent Shoal.'
  ),
  'peer-busy': entry(1, 'A peer has too much to do: {reason}.', 'It is asked again later.'),
  'peer-refused': entry(
    1,
    'The peer at {address} refused {what}: {reason} ({code}).',
    'See its policy, or ask its owner.'
  ),
  'peer-failed': entry(
    1,
    'The peer at {address} could not give {what}: {reason} ({code}).',
    'Other sources go on; it is asked again later.'
  ),
  'peer-closed': entry(
    1,
    'The machine at {address} closed the connection without a word, as peers do with devices they do not trust.',
    'Pair the two devices, or give both the same group key.'
  ),
  'peer-unreachable': entry(
    1,
    'The peer at {address} cannot be reached ({reason}).',
    'Check that Shoal runs there, and that no firewall is in between.'
  ),
  'peer-lost': entry(
    1,
    'The connection to the peer at {address} was lost ({reason}).',
    'Other sources go on; it is asked again later.'
  ),
  'peer-silent': entry(
    1,
    'The peer at {address} did not give {what} within {seconds} seconds.',
    'Other sources go on; it is asked again later.'
  ),
  'peer-answer-invalid': entry(
    1,
    'What the peer at {address} sent for {what} is not what the peer protocol says ({reason}); it was not used.',
    'Check that both machines run a recent Shoal.'
  ),
  'service-address-unusable': entry(
    1,
    'Shoal cannot listen for peers on {host}, port {port} ({reason}).',
    'Choose another --port, or stop the program that has it.'
  ),

  // What servers say that are no web servers
  'login-refused': entry(
    1,
    '{host} refused the login; nothing was fetched.',
    'Check name and password (--user or .netrc); for SFTP, also that your agent or ~/.ssh has a key it knows.'
  ),
  'remote-missing': entry(
    1,
    '{host} has no such file, or does not let it be read ({reason}).',
    'Check the address for typing errors, and whether the file needs a login.'
  ),
  'remote-folder': entry(
    1,
    '{path} on {host} is a folder; Shoal fetches single files.',
    'Name a file in it.'
  ),
  'remote-refused': entry(
    1,
    '{host} will not send this file ({reason}).',
    'Check the address, and whether the file needs a login.'
  ),
  'remote-busy': entry(1, '{host} cannot send this file now ({reason}).', 'Try again later.'),
  'protocol-broken': entry(
    1,
    'What {host} sent is not {protocol} as Shoal knows it ({reason}).',
    'Check that the address and port really speak {protocol}.'
  ),
  'host-key-unknown': entry(
    1,
    'The SSH server {host} is not in known_hosts; its key has the fingerprint {fingerprint}. No login was sent.',
    'If its owner confirms the fingerprint, connect once with ssh, or run "shoal get" with --accept-host-key {fingerprint}.'
  ),
  'host-key-changed': entry(
    1,
    'The SSH server {host} showed the key {fingerprint}, which is not the one expected: {reason}. No login was sent.',
    'Somebody may be in between; ask its owner before you change known_hosts or --accept-host-key.'
  ),

  // This machine
  'directory-missing': entry(
    5,
    'The folder {directory} does not exist.',
    'Create it, or choose another folder.'
  ),
  'directory-unwritable': entry(
    5,
    'Shoal may not write to {directory}.',
    'Choose another folder, or change its permissions.'
  ),
  'disk-full': entry(
    5,
    'There is not enough space in {directory}: {needed} bytes needed, {free} free. What arrived was kept.',
    'Free some space and resume.'
  ),
  'disk-failed': entry(
    5,
    'The partial file {path} cannot be written ({reason}).',
    'Check the disk, then resume.'
  ),
  'partial-missing': entry(
    5,
    'The partial file {path} disappeared while it was being written.',
    'Put it back and resume, or remove the transfer and add it again.'
  ),
  'file-missing': entry(
    5,
    'The file {path} is not there any more.',
    'It may have been moved or deleted; add the link again to fetch it anew.'
  ),
  'file-unreadable': entry(
    5,
    'The file {path} cannot be read ({reason}).',
    'Check its permissions and the disk it is on; a disk that fails to read should not be trusted with more.'
  ),
  'open-failed': entry(
    1,
    '{path} could not be opened ({reason}).',
    'Open it from its folder with a program of your choice.'
  ),
  'power-off-refused': entry(
    1,
    'The system did not shut down: {reason}.',
    'Shut it down by hand; everything that was fetched is on disk.'
  ),
  'settings-not-written': entry(
    1,
    'The settings could not be written to {path} ({reason}).',
    'Choose another folder, or make room there.'
  ),
  'journal-newer': entry(
    5,
    'The journal {path} was written by a newer Shoal (version {found}, this one knows {known}). It was left untouched.',
    'Start the newer Shoal, or use another --state-dir.'
  ),
  'journal-corrupt': entry(
    5,
    'The journal {path} is damaged ({reason}). It was left untouched.',
    'Move it aside to start afresh; your files and .part files stay where they are.'
  ),
  'journal-unwritable': entry(
    5,
    'The journal cannot be written in {path} ({reason}).',
    'Make the folder writable, or use another --state-dir.'
  ),

  // Peers: identity
  'identity-broken': entry(
    5,
    'The identity of this device in {folder} cannot be used: {reason}. It was left untouched.',
    'Put the files back from a backup; or move the folder aside for a new identity, and pair with the other devices again.'
  ),
  'identity-unreadable': entry(
    5,
    'The identity of this device cannot be read from {file} ({reason}). It was left untouched.',
    'Make the file readable to you and to nobody else, or use another --state-dir.'
  ),
  'identity-unwritable': entry(
    5,
    'An identity for this device cannot be made in {folder} ({reason}).',
    'Make the folder above it writable, or use another --state-dir.'
  ),
  'peer-unidentified': entry(
    6,
    'The machine at {address} did not say who it is: {reason}. The connection was closed.',
    'Check that the address is a machine that runs Shoal, and that both run a recent version.'
  ),
  'peer-unknown': entry(
    6,
    'The machine at {address} is not {expected} but {found}; nothing was sent to it.',
    'The address may have passed to another machine, or somebody is in between; look for the peer again.'
  ),

  // Peers: pairing and the group key
  'pairing-busy': entry(
    1,
    'The other machine is being paired with somebody else.',
    'It is asked again by itself; end what is under way there if it should be sooner.'
  ),
  'pairing-limited': entry(
    6,
    'There were too many attempts to pair with the other machine; it takes no more for up to ten minutes.',
    'Begin on that machine, or try again later; if it was not you who tried, somebody on this network did.'
  ),
  'pairing-refused': entry(
    6,
    'The other machine has this one in quarantine, and does not let itself be paired with it.',
    'Forgive this machine there first, if its owner wants to.'
  ),
  'pairing-broken': entry(
    6,
    'The other machine did not keep to the rules of pairing: {reason}. The machines were not paired.',
    'Check that both run a recent Shoal; otherwise somebody may be in between.'
  ),
  'pairing-declined': entry(
    6,
    'The codes were not said to be the same; the machines were not paired.',
    'If they did differ, somebody may be in between; try again on a network you trust.'
  ),
  'pairing-ended': entry(
    1,
    'The pairing ended before both sides had said yes; nothing was changed.',
    'Start it again on both machines.'
  ),
  'group-key-missing': entry(
    2,
    'There is no group key in {file}.',
    'Make one with "shoal pair --new-group-key FILE".'
  ),
  'group-key-unreadable': entry(
    5,
    'The group key cannot be read from {file} ({reason}).',
    'Make the file readable for this user.'
  ),
  'group-key-exposed': entry(
    6,
    'The group key in {file} can be read or changed by others; it was not used.',
    'Run "chmod 600" on it; if somebody may have read it, make a new one for all machines.'
  ),
  'group-key-weak': entry(
    2,
    'What is in {file} is no group key: {reason}.',
    'Make one with "shoal pair --new-group-key FILE", and copy it to the other machines.'
  ),
  'group-key-unwritable': entry(
    5,
    'The new group key cannot be written to {file} ({reason}).',
    'Name a file that does not exist yet, in a folder you may write to.'
  ),
  'group-refused': entry(
    6,
    'The machine at {address} did not prove that it has the group key of this one.',
    'Check that both machines have the same file, or pair them.'
  ),

  // Peers: what is fetched for others, and what is refused to be
  'policy-scheme-refused': entry(
    6,
    'Shoal fetches no {scheme} addresses for other machines; nothing was asked.',
    'Fetch it with the machine that wants it, or give an http or https address.'
  ),
  'policy-credentials-refused': entry(
    6,
    'The address on {host} carries a login; Shoal uses no logins for other machines, and nothing was asked.',
    'Fetch it with the machine that has the login.'
  ),
  'policy-address-refused': entry(
    6,
    '{host} is at {address}, which is {kind}; Shoal does not reach such addresses for other machines, and no connection was made.',
    'If peers should reach it, its owner can allow that network with --allow-private {address}.'
  ),
  'policy-port-refused': entry(
    6,
    'Port {port} of {host} belongs to another service than the web; no connection was made.',
    'Give an address on a port that serves http or https.'
  ),
  'policy-untrusted': entry(
    6,
    'This machine fetches only for peers it is paired with, and it is not paired with the one that asked.',
    'Pair the two machines, or give both the same group key.'
  ),
  'policy-quarantined': entry(
    6,
    'The peer that asked is in quarantine here ({reason}); nothing is fetched for it.',
    'Trust it again on this machine once you know why it sent wrong bytes.'
  ),
  'policy-terms': entry(
    6,
    'The owner of this machine lets it do nothing for the one that asked.',
    'Ask its owner: it is said under “Nearby”, or with "shoal peers agree".'
  ),
  'policy-busy': entry(
    6,
    'This machine contributes to {running} transfers already, as many as its owner allows.',
    'Wait until one of them ends, or let its owner allow more.'
  ),
  'policy-quota': entry(
    6,
    'This machine has fetched {fetched} bytes for others today; its owner allows {allowed}.',
    'It contributes again after midnight, or when its owner allows more.'
  ),
  'policy-hours': entry(
    6,
    'This machine does not contribute at this hour.',
    'It contributes again by itself when its hours allow it.'
  ),
  'policy-power': entry(
    6,
    'This machine runs on its battery and does not contribute until it is plugged in.',
    'Plug it in, or let its owner allow it on battery.'
  ),
  'policy-metered': entry(
    6,
    'The link of this machine is metered, and it does not contribute over it.',
    'Let it use another network, or let its owner allow metered links.'
  ),
  'contribution-unsuitable': entry(
    1,
    'Peers cannot fetch parts of this file: {host} would not prove that they belong together ({reason}).',
    'The machine that wants it fetches it by itself.'
  ),

  // The program
  'node-too-old': entry(
    2,
    'Shoal needs Node {needed} or newer; this is {found}.',
    'Install a newer Node, or start Shoal through npm in its checkout.'
  ),
  interrupted: entry(
    1,
    'The transfer was stopped; what arrived was kept.',
    'Run the same command to resume.'
  ),
  disconnected: entry(1, 'The engine went away before it answered.', 'Start Shoal again; transfers resume.'),
  internal: entry(
    1,
    'Shoal ran into a fault of its own: {reason}.',
    'Please report it; your partial files are kept.'
  ),

  // Peers: commands and the control socket
  'peers-off': entry(
    1,
    'This Shoal runs without peers; nothing was asked of any.',
    'Start it without --no-peers, or use another --state-dir.'
  ),
  'membership-fixed': entry(
    1,
    'This Shoal takes part in the LAN or does not for as long as it runs; nothing was changed.',
    'Join and leave from the tray, or use "shoal peer".'
  ),
  'shoal-running': entry(
    2,
    'A Shoal that keeps this state directory runs already (process {pid}); this one was not started.',
    'Use that one, stop it first, or give another --state-dir.'
  ),
  'peer-running': entry(
    2,
    'A Shoal on this state directory listens for peers already (process {pid}), and two cannot.',
    'Use that one, stop it first, or give another --state-dir.'
  ),
  'peer-port-taken': entry(
    1,
    'Port {wanted} is taken by another program or kept by the system; other machines reach this one at port {port} for now.',
    'It is tried again by itself; or choose another port in the settings.'
  ),
  'peer-interfaces-absent': entry(
    1,
    'None of the network interfaces chosen for other machines is there now ({interfaces}); nobody can find this one.',
    'It joins by itself once one of them is back; or choose others in the settings.'
  ),
  'peer-not-listed': entry(
    2,
    'No single peer is known as "{peer}"; nothing was changed.',
    'Give the id that "shoal peers" shows.'
  ),
  'control-unavailable': entry(
    1,
    'Other commands cannot reach this Shoal: no control socket could be made in {path} ({reason}).',
    'Make the folder writable for its owner alone; transfers go on without it.'
  ),

  // Peers: the directory, the cache and contributions
  'peer-not-trusted': entry(
    2,
    '{peer} is not paired with this machine; nothing was changed.',
    'Look at "shoal peers" for those that are.'
  ),
  'peer-not-quarantined': entry(
    2,
    '{peer} is not in quarantine; nothing was changed.',
    'Look at "shoal peers" for those that are.'
  ),
  'content-unnamed': entry(
    1,
    'The file at {host} cannot be kept for others: it shows nothing to know it by again.',
    'Fetch it without peers (--no-peers).'
  ),
  'cache-unwritable': entry(
    5,
    'What is fetched for others cannot be kept in {directory} ({reason}); the contribution was stopped.',
    'Check the disk and the rights of the folder.'
  ),
  'cache-disk-full': entry(
    5,
    'The disk of {directory} has {free} bytes left, too few to fetch for others; the contribution was stopped.',
    'Free some space; what is cached was given up first.'
  ),
  'cache-content-gone': entry(
    1,
    'What was kept of {uri} cannot be used any more ({reason}); it will be fetched anew.',
    'Nothing needs to be done.'
  ),

  // Peers: finding and reaching them
  'peer-no-path': entry(
    1,
    'The peer {peer} could not be reached ({reason}). Shoal tries again by itself.',
    'Check that Shoal runs there and that both machines are on the same network; otherwise type its address.'
  )
} as const satisfies Record<string, CatalogueEntry>

export type ProblemCode = keyof typeof catalogue
