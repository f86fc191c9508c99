import { expect, test } from 'vitest'
import type { FailingCall, HarnessSession, Side } from '../harness.ts'
import { comparable } from '../oracle/comparable.ts'
import { countOperations } from '../oracle/diff-rows.ts'
import { play, settle } from '../play.ts'
import { expectSameChanges } from './judge-changes.ts'

/** Calls that fail, fail with triggers as they do without: the same error, nothing written, nothing fired. */
export function refusalConformance<Client>(call: FailingCall<Client>, session: () => HarnessSession<Client>): void {
  const binding = { ...call, path: 'raw' as const, expect: {} }

  for (const [what, before] of [
    ['after-triggers', undefined],
    ['before-triggers', () => undefined],
  ] as const) {
    test(`refused / ${call.name} / the caller gets the ORM's own error, with ${what}`, async () => {
      const { vanilla } = session()
      await vanilla.reset(call.touches)
      await vanilla.seed(call.seed ?? {})
      const plain = await settle(() => call.run(vanilla.client))
      expect(plain.failed, 'the call fails without triggers').toBe(true)
      const played = await play(session(), binding, { ...(before && { before }) })
      expect(played.outcome.failed && describeError(played.outcome.error)).toEqual(
        plain.failed && describeError(plain.error),
      )
      expect(countOperations(played.differences)).toEqual(call.leaves ?? {})
      expectSameChanges(session().tables, played)
      if (call.leaves !== undefined) expect(await leftOf(vanilla, call)).toEqual(await leftOf(session(), call))
    })
  }
}

/** The rows afterwards, whatever their keys. */
async function leftOf<Client>(side: Side<Client>, { touches }: FailingCall<Client>): Promise<unknown> {
  const rows = await Promise.all(touches.map((table) => side.read(table)))
  return comparable(rows, { strict: true })
}

/** What a caller's `catch` looks at. The statement is not part of it: ours may ask for more columns. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, constraint, column, driverError } = error as Error & Record<string, unknown>
  return {
    class: error.constructor.name,
    name: error.name,
    message: error.message.replaceAll(/"[\w-]{36}"/g, '"<uuid>"').replaceAll(/'[\da-f]{24}'/g, "'<id>'"),
    code,
    constraint,
    column,
    driver: driverError instanceof Error ? driverError.constructor.name : undefined,
  }
}
