import { describeValue } from '../../../errors/describe-value.ts'
import { describePlace } from '../../../errors/error-place.ts'
import type { PublishOptions } from '../../../provider/broker-provider.ts'
import { ProviderError } from '../../../provider/provider-error.ts'
import type { QuotaAnswer, QuotaUse } from '../../../provider/quota-provider.ts'
import { toText } from '../../../template/to-text.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { assertNothingMissing, inputError, placeOf, textOf } from '../../input-error.ts'
import { isHeaderName, isSendable } from '../../sink/header-sink.ts'
import { parseTag } from './provider-tag.ts'
import { defineVerb, type ProviderVerb } from './provider-verb.ts'

/** `workflow.*`, `action.execute`, `agent.run`, `quota.*`, `fallback.execute`: what another system does with an input. */
export const workVerbs: Readonly<Record<string, ProviderVerb>> = {
  'workflow.execute': defineVerb({
    family: 'workflow',
    tagField: 'workflow',
    call: async (provider, run, call) => provider.execute(textOf(run, 'workflow'), run.input.input, call),
  }),
  'workflow.dispatch': defineVerb({
    family: 'workflow',
    tagField: 'workflow',
    call: async (provider, run, call) => provider.dispatch(textOf(run, 'workflow'), run.input.input, call),
  }),
  'action.execute': defineVerb({
    family: 'action',
    tagField: 'app',
    call: async (provider, run, call) =>
      provider.execute(textOf(run, 'app'), textOf(run, 'action'), run.input.input, call),
  }),
  'agent.run': defineVerb({
    family: 'agent',
    tagField: 'agent',
    async call(provider, run, call) {
      const { context = {} } = run.input
      if (!isPlainObject(context)) throw inputError(run, '`context` has to be an object.')
      return provider.run(textOf(run, 'agent'), textOf(run, 'prompt'), context, call)
    },
  }),
  'quota.check': defineVerb({
    family: 'quota',
    tagField: 'quota',
    call: async (provider, run, call) => granted(run, await provider.check(textOf(run, 'quota'), useOf(run), call)),
  }),
  'quota.consume': defineVerb({
    family: 'quota',
    tagField: 'quota',
    call: async (provider, run, call) => granted(run, await provider.consume(textOf(run, 'quota'), useOf(run), call)),
  }),
  'fallback.execute': defineVerb({
    family: 'fallback',
    tagField: 'fallback',
    call: async (provider, run, call) => provider.execute(textOf(run, 'fallback'), run.input.input, call),
  }),
  'broker.publish': defineVerb({
    family: 'broker',
    tagField: 'broker',
    async call(provider, run, call) {
      const { message } = run.input
      if (message === undefined) throw inputError(run, 'there is no `message` to publish.')
      const broker = textOf(run, 'broker')
      return provider.publish(parseTag(broker).rest ?? broker, message, publishOptionsOf(run), call)
    },
  }),
}

function publishOptionsOf(run: ActionRun): PublishOptions {
  const { key, headers = {} } = run.input
  if (!isPlainObject(headers)) throw inputError(run, '`headers` has to be an object of names and values.')
  const given = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null)
  const wrong = given.find(([name, value]) => !isHeaderName(name) || !isSendable(toText(value)))
  if (wrong !== undefined)
    throw inputError(
      run,
      `the header ${JSON.stringify(wrong[0])} cannot be carried: its name or value has characters that no header has.`,
    )
  assertNothingMissing(run, 'key')
  return {
    ...(key !== undefined && key !== null && { key: toText(key) }),
    headers: Object.fromEntries(given.map(([name, value]) => [name, toText(value)])),
  }
}

function useOf(run: ActionRun): QuotaUse {
  assertNothingMissing(run, 'key')
  const { key } = run.input
  const amount = Number(run.input.amount ?? 1)
  if (!(amount > 0)) throw inputError(run, '`amount` has to be a number above 0.')
  return { key: key === undefined || key === null ? undefined : textOf(run, 'key'), amount }
}

/** The caller of a blocked Write gets this very error, and may read off it when to come again. */
function granted(run: ActionRun, answer: QuotaAnswer): QuotaAnswer {
  const quota = textOf(run, 'quota')
  if (typeof (answer as QuotaAnswer | undefined)?.allowed !== 'boolean') {
    throw new ProviderError({
      message: `${describePlace(placeOf(run))}: the provider of the quota "${quota}" answered ${describeValue(answer)}, which has no \`allowed\`.`,
      retryable: false,
    })
  }
  if (answer.allowed) return answer
  const { remaining, retryAfterMs } = answer
  const left = remaining === undefined ? '' : ` (${remaining} left)`
  const more = retryAfterMs === undefined ? '' : `; there is more in ${retryAfterMs} ms`
  throw new ProviderError({
    code: 'QUOTA_EXCEEDED',
    message: `${describePlace(placeOf(run))}: the quota "${quota}" is used up${left}${more}.`,
    retryable: retryAfterMs !== undefined,
    retryAfterMs,
    data: { quota, remaining, retryAfterMs },
  })
}
