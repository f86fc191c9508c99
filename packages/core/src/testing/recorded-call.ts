import { addressText } from '../provider/address-text.ts'
import type { ProviderCall } from '../provider/provider.ts'
import type { ProviderFamilies } from '../provider/provider-family.ts'
import { cloneValue } from '../value/clone.ts'

/** One call of a provider as plain data: the action's type, the tag that it names, and what the provider was given. */
export interface RecordedCall {
  /** `cache.set` */
  type: string
  [field: string]: unknown
}

/** Keeps a call, and gives what it is to be answered with. */
export type RecordCall = (call: RecordedCall, given: ProviderCall) => Promise<unknown>

/** A provider of every family that does nothing but record. Fields without a value and empty lists are left out. */
export function recordersOf(record: RecordCall): Required<ProviderFamilies> {
  const keep = (call: RecordedCall, given: ProviderCall): Promise<unknown> => record(withoutGaps(call), given)
  return {
    email: {
      family: 'email',
      send: ({ to, cc, bcc, from, replyTo, ...mail }, given) => {
        const [sender, answers] = [from, replyTo].map((address) => address && addressText(address))
        const further = { cc: cc.map(addressText), bcc: bcc.map(addressText), from: sender, replyTo: answers }
        const call = { type: 'notification.email', notification: given.tag, message: mail.message }
        return keep({ ...call, recipients: to.map(addressText), ...further, ...mail }, given)
      },
    },
    sms: {
      family: 'sms',
      send: ({ to, message, ...sms }, given) =>
        keep({ type: 'notification.sms', notification: given.tag, message, recipients: [...to], ...sms }, given),
    },
    push: {
      family: 'push',
      send: ({ message, deviceTokens, ...push }, given) => {
        const call = { type: 'notification.push', notification: given.tag, message }
        return keep({ ...call, device_tokens: [...deviceTokens], ...push }, given)
      },
    },
    callback: {
      family: 'callback',
      send: (callback, given) => keep({ type: 'notification.callback', notification: given.tag, ...callback }, given),
    },
    broker: {
      family: 'broker',
      publish: (topic, message, { key, headers }, given) => {
        const options = { key, headers: Object.keys(headers).length === 0 ? undefined : headers }
        return keep({ type: 'broker.publish', broker: given.tag, topic, message, ...options }, given)
      },
    },
    cache: {
      family: 'cache',
      get: (key, given) => keep({ type: 'cache.get', cache: given.tag, key }, given),
      set: (key, value, { ttlSeconds }, given) =>
        keep({ type: 'cache.set', cache: given.tag, key, value, ttlSeconds }, given),
      delete: (key, given) => keep({ type: 'cache.delete', cache: given.tag, key }, given),
      invalidate: (pattern, given) => keep({ type: 'cache.invalidate', cache: given.tag, pattern }, given),
    },
    storage: {
      family: 'storage',
      upload: (path, bytes, { mimeType }, given) =>
        keep({ type: 'storage.upload', storage: given.tag, path, bytes, mimeType }, given),
      delete: (path, given) => keep({ type: 'storage.delete', storage: given.tag, path }, given),
      copy: (source, destination, given) =>
        keep({ type: 'storage.copy', storage: given.tag, source, destination }, given),
    },
    ...recordersOfWork(keep),
  }
}

function recordersOfWork(
  keep: RecordCall,
): Pick<ProviderFamilies, 'workflow' | 'action' | 'agent' | 'quota' | 'fallback'> {
  return {
    workflow: {
      family: 'workflow',
      execute: (workflow, input, given) => keep({ type: 'workflow.execute', workflow, input }, given),
      dispatch: (workflow, input, given) => keep({ type: 'workflow.dispatch', workflow, input }, given),
    },
    action: {
      family: 'action',
      execute: (app, action, input, given) => keep({ type: 'action.execute', app, action, input }, given),
    },
    agent: {
      family: 'agent',
      run: (agent, prompt, context, given) => keep({ type: 'agent.run', agent, prompt, context }, given),
    },
    quota: {
      family: 'quota',
      check: async (quota, use, given) =>
        ((await keep({ type: 'quota.check', quota, ...use }, given)) ?? { allowed: true }) as never,
      consume: async (quota, use, given) =>
        ((await keep({ type: 'quota.consume', quota, ...use }, given)) ?? { allowed: true }) as never,
    },
    fallback: {
      family: 'fallback',
      execute: (fallback, input, given) => keep({ type: 'fallback.execute', fallback, input }, given),
    },
  }
}

/** A copy, so that what happens to a record later does not change what was recorded. */
function withoutGaps(call: RecordedCall): RecordedCall {
  const members = Object.entries(call).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return cloneValue({ ...Object.fromEntries(members), type: call.type })
}
