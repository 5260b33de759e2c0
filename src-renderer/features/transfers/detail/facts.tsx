/** What does not move: the file and where it goes, what its requests say, and what it is compared with. */
import { useState, type ReactElement, type ReactNode } from 'react'
import type { RequestFacts, TransferDetail } from '../../../../src-shared/model/transfer-detail.ts'
import type { ExpectedDigest } from '../../../../src-shared/model/checksum.ts'
import type { Transfer } from '../../../../src-shared/model/transfer.ts'
import { formatBytes, formatCount } from '../../../ui/format.ts'
import { PushButton } from '../../../ui/push-button.tsx'
import { strings } from '../../../ui/strings.ts'
import { useShoal } from '../../../bridge/shoal-context.ts'
import { checkFile } from '../check-file.ts'
import { Section } from './section.tsx'
import { useShape } from './use-detail.ts'
import styles from './facts.module.css'

const requestOf = ({ request }: TransferDetail): RequestFacts => request

export function Facts({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const request = useShape(requestOf)
  return (
    <div className={styles.facts}>
      <Section title={strings.detail.facts.file} part="file">
        <FileFacts transfer={transfer} />
      </Section>
      <Section title={strings.detail.facts.checksums} part="checksums">
        <Checksums transfer={transfer} />
        {transfer.state.kind === 'done' && <Verify transfer={transfer} />}
      </Section>
      <Section title={strings.detail.facts.request} part="request">
        {request ? <Request transfer={transfer} request={request} /> : <p>{strings.detail.waiting}</p>}
      </Section>
    </div>
  )
}

function FileFacts({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const { name, directory, length, state, retransmittedBytes, refetchedBytes } = transfer
  return (
    <dl className={styles.list}>
      <Fact term={strings.detail.facts.name}>{name}</Fact>
      <Fact term={strings.detail.facts.folder}>{directory}</Fact>
      {state.kind !== 'done' && <Fact term={strings.detail.facts.partial}>{`${name}.part`}</Fact>}
      <Fact term={strings.detail.facts.size}>
        {length === null
          ? strings.detail.facts.sizeUnknown
          : `${formatBytes(length)} (${strings.detail.facts.exact(formatCount(length))})`}
      </Fact>
      {retransmittedBytes > 0 && (
        <Fact term={strings.detail.facts.again}>{formatBytes(retransmittedBytes)}</Fact>
      )}
      {refetchedBytes > 0 && <Fact term={strings.detail.facts.refetched}>{formatBytes(refetchedBytes)}</Fact>}
    </dl>
  )
}

function Checksums({ transfer: { verification } }: { readonly transfer: Transfer }): ReactElement {
  if (verification.kind === 'unproven') return <p className={styles.none}>{strings.detail.facts.unproven}</p>
  return (
    <dl className={styles.list} data-verification={verification.kind}>
      {verification.digests.map((digest) => (
        <Fact key={`${digest.algorithm} ${digest.hex}`} term={digest.algorithm}>
          <code className={styles.code}>{digest.hex}</code>
          <span className={styles.note}>
            {byWords(digest)}, {strings.detail.facts.outcome[verification.kind]}
          </span>
        </Fact>
      ))}
    </dl>
  )
}

/** Reads the file anew; a second press while it reads would only read it twice. */
function Verify({ transfer }: { readonly transfer: Transfer }): ReactElement {
  const shoal = useShoal()
  const [isReading, setReading] = useState(false)
  const verify = (): void => {
    if (isReading) return
    setReading(true)
    void checkFile(shoal, transfer).finally(() => setReading(false))
  }
  return (
    <p className={styles.verify}>
      <PushButton label={isReading ? strings.check.reading : strings.check.verify} onPress={verify} />
    </p>
  )
}

const byWords = (digest: ExpectedDigest): string =>
  digest.by === 'server' ? strings.detail.facts.by.server(digest.host) : strings.detail.facts.by[digest.by]

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
        <Fact term={strings.detail.facts.address}>{uri}</Fact>
        {servedFrom !== null && <Fact term={strings.detail.facts.servedFrom}>{servedFrom}</Fact>}
        {mirrors.length > 0 && <Fact term={strings.detail.facts.mirrors}>{mirrors.join(', ')}</Fact>}
        {ranges !== null && (
          <Fact term={strings.detail.facts.ranges}>
            {ranges ? strings.detail.facts.rangesYes : strings.detail.facts.rangesNo}
          </Fact>
        )}
        {etag !== null && <Fact term={strings.detail.facts.etag}>{etag}</Fact>}
        {lastModified !== null && <Fact term={strings.detail.facts.lastModified}>{lastModified}</Fact>}
        {userAgent !== null && <Fact term={strings.detail.facts.userAgent}>{userAgent}</Fact>}
        {headers.length > 0 && <Fact term={strings.detail.facts.headers}>{headers.join(', ')}</Fact>}
        {login !== null && (
          <Fact term={strings.detail.facts.login}>{strings.detail.facts.logins[login]}</Fact>
        )}
        {request.cookies && (
          <Fact term={strings.detail.facts.cookies}>{strings.detail.facts.cookiesYes}</Fact>
        )}
        {request.clientCertificate && (
          <Fact term={strings.detail.facts.clientCertificate}>{strings.detail.facts.given}</Fact>
        )}
        {request.referer && <Fact term={strings.detail.facts.referer}>{strings.detail.facts.given}</Fact>}
        {proxy !== null && (
          <Fact term={strings.detail.facts.proxy}>
            {proxy === 'none' ? strings.detail.facts.proxyNone : proxy}
          </Fact>
        )}
      </dl>
      {isSecretive && <p className={styles.note}>{strings.detail.facts.secrets}</p>}
    </>
  )
}

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactElement => (
  <div className={styles.fact}>
    <dt>{term}</dt>
    <dd>
      <bdi>{children}</bdi>
    </dd>
  </div>
)
