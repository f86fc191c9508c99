import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HarnessSession, WritePathHarness } from './harness.ts'
import { play, resultOf } from './play.ts'
import { keepReport, readPage, toReport } from './report/keep-report.ts'
import { PathResults } from './report/path-results.ts'
import { pageLine } from './report/write-paths-page.ts'
import { type PathSupport, WRITE_PATHS, type WritePath } from './write-path.ts'
import { type BindingCase, bindingCase } from './write-paths/binding-case.ts'
import { identicalConformance } from './write-paths/identical.conformance.ts'
import { observeConformance } from './write-paths/observe.conformance.ts'
import { refusalConformance } from './write-paths/refusal.conformance.ts'
import { transactionConformance } from './write-paths/transaction.conformance.ts'
import { verdictConformance } from './write-paths/verdict.conformance.ts'

/** Holds every binding of a harness to every assertion, and leaves the outcome for `docs/write-paths.md`. */
export function runWritePathSuite<Client>(harness: WritePathHarness<Client>): void {
  const results = new PathResults()
  let live: HarnessSession<Client> | undefined
  const session = (): HarnessSession<Client> => {
    if (!live) throw new Error(`${harness.name}: setup has not run`)
    return live
  }

  describe(`${harness.name} write paths`, () => {
    beforeAll(async () => {
      live = await harness.setup({ onError: () => undefined })
    })
    afterAll(async () => {
      await live?.teardown()
      await keepReport(harness, results)
    })

    for (const path of Object.keys(WRITE_PATHS) as WritePath[]) {
      const bindings = harness.bindings.filter((binding) => binding.path === path)
      if (harness.support[path] !== 'absent') {
        test(`${path} / has bindings`, () => expect(bindings.length).toBeGreaterThan(0))
      }
      for (const binding of bindings) holdTo(harness.support[path], bindingCase(harness, binding, session, results))
    }
    for (const call of harness.failures) refusalConformance(call, session)
    if (!process.env.UPDATE_WRITE_PATHS) documentedConformance(harness, results)
  })
}

function holdTo<Client>(support: PathSupport, subject: BindingCase<Client>): void {
  if (typeof support === 'object') {
    unseenConformance(subject)
    return
  }
  observeConformance(subject)
  verdictConformance(subject)
  transactionConformance(subject)
  identicalConformance(subject)
}

/** A declared hole is one: rows change and no trigger hears of it, before-triggers included. */
function unseenConformance<Client>(subject: BindingCase<Client>): void {
  subject.check('is not seen, as declared', undefined, async () => {
    const { engine, client } = subject.session()
    let warned = false
    const played = await play(subject.session(), subject.binding, {
      before: () => undefined,
      act: () => {
        warned = engine.check().some(({ code }) => code === 'UNSEEN_WRITES')
        return subject.binding.run(client)
      },
    })
    resultOf(played.outcome)
    expect(warned, 'check() says so').toBe(true)
    expect(played.differences.length).toBeGreaterThan(0)
    expect(played.watch.before).toEqual([])
    expect(played.watch.after).toEqual([])
  })
}

/** The committed page says what this run found. */
function documentedConformance<Client>(harness: WritePathHarness<Client>, results: PathResults): void {
  test('docs/write-paths.md says the same (UPDATE_WRITE_PATHS=1 writes it anew)', async () => {
    const page = await readPage()
    const report = toReport(harness, results)
    const ran = report.rows.filter(
      ({ path, cells }) => typeof harness.support[path] !== 'object' && !Object.values(cells).includes('not-run'),
    )
    const lines = ran.map(({ path, binding }) => pageLine(path, binding, [report]))
    expect(lines.filter((line) => !page.includes(line))).toEqual([])
    expect(report.holes.filter(({ reason, remedy }) => !page.includes(reason) || !page.includes(remedy))).toEqual([])
  })
}
