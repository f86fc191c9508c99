import { test } from 'vitest'
import type { Assertion, Binding, HarnessSession, WritePathHarness } from '../harness.ts'
import { type Played, play } from '../play.ts'
import type { PathResults, ReportColumn } from '../report/path-results.ts'

/** One binding of one harness, with what its assertions share. */
export interface BindingCase<Client> {
  harness: WritePathHarness<Client>
  binding: Binding<Client>
  session(): HarnessSession<Client>
  /** The call with after-triggers alone: nothing has to be vetted. Played once. */
  observed(): Promise<Played>
  /** The call with before-triggers that change nothing, too. Played once. */
  vetted(): Promise<Played>
  /** A test `path / binding / assertion`; its outcome goes into the column of the report. */
  check(assertion: string, column: ReportColumn | undefined, body: () => Promise<void>): void
  applies(assertion: Assertion): boolean
  /** Net Changes that the binding makes. */
  changes: number
}

export function bindingCase<Client>(
  harness: WritePathHarness<Client>,
  binding: Binding<Client>,
  session: () => HarnessSession<Client>,
  results: PathResults,
): BindingCase<Client> {
  const row = results.row(binding.path, binding.name)
  return {
    harness,
    binding,
    session,
    observed: once(() => play(session(), binding, { restartKeys: true })),
    vetted: once(() => play(session(), binding, { before: () => undefined, restartKeys: true })),
    check(assertion, column, body) {
      if (column) row.expect(column)
      test(`${binding.path} / ${binding.name} / ${assertion}`, async () => {
        try {
          await body()
        } catch (error) {
          if (column) row.fail(column)
          throw error
        }
        if (column) row.pass(column)
      })
    },
    applies: (assertion) => binding.inapplicable?.[assertion] === undefined,
    changes: Object.values(binding.expect).reduce(
      (sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
      0,
    ),
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
