/** What the environment says of proxies, in the variables curl and wget know, small letters first. */
import { surroundings, type Surroundings } from './state-directory.ts'

interface ProxyVariables {
  readonly http: string | undefined
  readonly https: string | undefined
  readonly all: string | undefined
  readonly no: string | undefined
}

export const proxyEnvironment = ({ env }: Surroundings = surroundings()): ProxyVariables => ({
  // HTTP_PROXY is what a web server makes of a request's "Proxy" field when it runs a CGI script: never trusted.
  http: env['http_proxy'],
  https: env['https_proxy'] || env['HTTPS_PROXY'],
  all: env['all_proxy'] || env['ALL_PROXY'],
  no: env['no_proxy'] || env['NO_PROXY']
})
