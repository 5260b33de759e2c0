/** What does not move: the file and where it goes, what its requests say, and what it is compared with. */
import type { ReactElement, ReactNode } from 'react'
import type { RequestFacts, TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import type { ExpectedDigest } from '../../../../src-shared/model/checksum.ts'
import type { Transfer } from '../../../../src-shared/model/transfer.ts'
import { detailStrings } from '../../../ui/detail-strings.ts'
import { formatBytes } from '../../../ui/format.ts'
import { LANGUAGE } from '../../../ui/strings.ts'
import { Section } from './section.tsx'
import { useShape } from './use-detail.ts'
import styles from './facts.module.css'

const words = detailStrings.facts
const exact = new Intl.NumberFormat(LANGUAGE)

const requestOf = ({ request }: TransferDetail): RequestFacts => request

export function Facts({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const request = useShape(requestOf)
  return (
    <div className={styles.facts}>
      <Section title={words.file} part="file">
        <FileFacts transfer={transfer} />
      </Section>
      <Section title={words.checksums} part="checksums">
        <Checksums transfer={transfer} />
      </Section>
      <Section title={words.request} part="request">
        {request ? <Request transfer={transfer} request={request} /> : <p>{detailStrings.waiting}</p>}
      </Section>
    </div>
  )
}

function FileFacts({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const { name, directory, length, state, retransmittedBytes, refetchedBytes } = transfer
  return (
    <dl className={styles.list}>
      <Fact term={words.name}>{name}</Fact>
      <Fact term={words.folder}>{directory}</Fact>
      {state.kind !== 'done' && <Fact term={words.partial}>{`${name}.part`}</Fact>}
      <Fact term={words.size}>
        {length === null
          ? words.sizeUnknown
          : `${formatBytes(length)} (${words.exact(exact.format(length))})`}
      </Fact>
      {retransmittedBytes > 0 && <Fact term={words.again}>{formatBytes(retransmittedBytes)}</Fact>}
      {refetchedBytes > 0 && <Fact term={words.refetched}>{formatBytes(refetchedBytes)}</Fact>}
    </dl>
  )
}

function Checksums({ transfer: { verification } }: { readonly transfer: Transfer }): ReactElement {
  if (verification.kind === 'unproven') return <p className={styles.none}>{words.unproven}</p>
  return (
    <dl className={styles.list} data-verification={verification.kind}>
      {verification.digests.map((digest) => (
        <Fact key={`${digest.algorithm} ${digest.hex}`} term={digest.algorithm}>
          <code className={styles.code}>{digest.hex}</code>
          <span className={styles.note}>
            {byWords(digest)}, {words.outcome[verification.kind]}
          </span>
        </Fact>
      ))}
    </dl>
  )
}

const byWords = (digest: ExpectedDigest): string =>
  digest.by === 'server' ? words.by.server(digest.host) : words.by[digest.by]

interface RequestProps {
  readonly transfer: Transfer
  readonly request: RequestFacts
}

function Request({ transfer: { uri }, request }: RequestProps): ReactElement {
  const { servedFrom, etag, lastModified, ranges, mirrors, userAgent, headers, login, proxy } = request
  const isSecretive = login !== null || request.cookies || headers.length > 0
  return (
    <>
      <dl className={styles.list}>
        <Fact term={words.address}>{uri}</Fact>
        {servedFrom !== null && <Fact term={words.servedFrom}>{servedFrom}</Fact>}
        {mirrors.length > 0 && <Fact term={words.mirrors}>{mirrors.join(', ')}</Fact>}
        {ranges !== null && <Fact term={words.ranges}>{ranges ? words.rangesYes : words.rangesNo}</Fact>}
        {etag !== null && <Fact term={words.etag}>{etag}</Fact>}
        {lastModified !== null && <Fact term={words.lastModified}>{lastModified}</Fact>}
        {userAgent !== null && <Fact term={words.userAgent}>{userAgent}</Fact>}
        {headers.length > 0 && <Fact term={words.headers}>{headers.join(', ')}</Fact>}
        {login !== null && <Fact term={words.login}>{words.logins[login]}</Fact>}
        {request.cookies && <Fact term={words.cookies}>{words.cookiesYes}</Fact>}
        {request.clientCertificate && <Fact term={words.clientCertificate}>{words.given}</Fact>}
        {request.referer && <Fact term={words.referer}>{words.given}</Fact>}
        {proxy !== null && <Fact term={words.proxy}>{proxy === 'none' ? words.proxyNone : proxy}</Fact>}
      </dl>
      {isSecretive && <p className={styles.note}>{words.secrets}</p>}
    </>
  )
}

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactElement => (
  <div className={styles.fact}>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)
