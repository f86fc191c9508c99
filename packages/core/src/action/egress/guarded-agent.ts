import type { Agent, ClientRequestArgs } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkedLookup } from './checked-lookup.ts'
import type { AddressResolver } from './egress-options.ts'
import type { EgressPolicy } from './egress-policy.ts'
import { type EgressRefusal, EgressRefused } from './egress-refusal.ts'
import { plainHost } from './egress-rule.ts'

/**
 * Makes an agent connect only to what the policy lets through: an address that is written is judged before, what a name leads to in the
 * connection's own look-up, and the connection's other end once more when it stands. Its connections are reused by host and port, so one
 * agent serves one policy only.
 */
export function guardAgent(agent: Agent, policy: EgressPolicy, resolve: AddressResolver): Agent {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const { host, port } = endOf(options)
    const refusal = policy.judgeHost(host, port, { unresolved: true })
    if (refusal !== undefined) {
      callback?.(new EgressRefused(refusal), undefined as unknown as Duplex)
      return undefined
    }
    const socket = connect({ ...options, lookup: checkedLookup(policy, resolve, port) }, callback) as Socket
    socket.prependOnceListener('connect', () => {
      const reached = socket.remoteAddress
      const late: EgressRefusal | undefined = reached === undefined ? undefined : policy.judge(host, port, reached)
      if (late !== undefined) socket.destroy(new EgressRefused(late))
    })
    return socket
  }
  return agent
}

function endOf({ host, port }: ClientRequestArgs): { host: string; port: number } {
  return { host: plainHost(String(host)), port: Number(port) }
}
