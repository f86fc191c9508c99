import type { ActionRun } from '../../action-executor.ts'
import { assertNothingMissing, inputError, textOf } from '../../input-error.ts'
import { defineVerb, type ProviderVerb } from './provider-verb.ts'

const base = { family: 'cache', tagField: 'cache' } as const

/** `cache.*`: a key with a gap is an error (R26), and no value widens a glob: both are escaped when they are rendered (R47). */
export const cacheVerbs: Readonly<Record<string, ProviderVerb>> = {
  'cache.get': defineVerb({ ...base, call: async (cache, run, call) => cache.get(keyOf(run), call) }),
  'cache.set': defineVerb({
    ...base,
    call: async (cache, run, call) => cache.set(keyOf(run), entryOf(run), { ttlSeconds: ttlOf(run) }, call),
  }),
  'cache.delete': defineVerb({ ...base, call: async (cache, run, call) => cache.delete(keyOf(run), call) }),
  'cache.invalidate': defineVerb({
    ...base,
    call: async (cache, run, call) => cache.invalidate(textOf(run, 'pattern'), call),
  }),
}

function keyOf(run: ActionRun): string {
  assertNothingMissing(run, 'key')
  return textOf(run, 'key')
}

function entryOf(run: ActionRun): unknown {
  const { value } = run.input
  if (value === undefined) throw inputError(run, 'there is no `value` to set.')
  return value
}

function ttlOf(run: ActionRun): number | undefined {
  const { ttl } = run.input
  if (ttl === undefined || ttl === null) return undefined
  const seconds = Number(ttl)
  if (seconds > 0 && seconds < Number.POSITIVE_INFINITY) return seconds
  throw inputError(run, '`ttl` has to be a number of seconds above 0.')
}
