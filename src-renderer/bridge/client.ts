/** The page's calling side of the contract. One per page: a transport has one listener. */
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import { pickTransport } from './transport.ts'

export const connect = (page: Window): Client => createClient(pickTransport(page))
