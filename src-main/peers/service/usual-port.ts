/** Listening where others look first, so that an address can be typed without its port; at any other when that is taken. */
import { USUAL_PEER_PORT } from '../../../src-shared/model/peer-self.ts'
import { createService, type Service, type ServiceOptions } from './service.ts'

export interface Listening {
  /** Null: the usual one, or another where that is taken. */
  readonly port: number | null
  /** IP addresses; empty: every address of this machine. */
  readonly hosts: readonly string[]
}

/** Rejects with ShoalError `service-address-unusable`. */
export async function serviceAt(
  { port, hosts }: Listening,
  options: Omit<ServiceOptions, 'listen'>
): Promise<Service> {
  const at = (chosen: number): Promise<Service> =>
    createService({ ...options, listen: { hosts, port: chosen } })
  return port === null ? at(USUAL_PEER_PORT).catch(() => at(0)) : at(port)
}
