import { expect } from 'vitest'
import type { Side } from '../harness.ts'
import { comparable } from '../oracle/comparable.ts'
import { settle, tablesOf, watchedBy } from '../play.ts'
import { watchChanges } from '../watch/watch-changes.ts'
import type { BindingCase } from './binding-case.ts'

interface Taken {
  outcome: unknown
  queries: string[]
}

/** What the caller gets is what the ORM gives without triggers; where none matches, so are the statements. */
export function identicalConformance<Client>(subject: BindingCase<Client>): void {
  const { check, session, binding } = subject
  const vanilla = once(() => take(subject, session().vanilla))

  if (subject.applies('queries') && binding.depth !== 'shape') {
    check('no trigger: the same statements as without Triggerkit', undefined, async () => {
      const plain = await vanilla()
      const ours = await take(subject, session())
      expect(ours.queries).toEqual(plain.queries)
      expect(plain.queries.length).toBeGreaterThan(0)
      expect(ours.outcome).toEqual(plain.outcome)
    })
  }
  if (!subject.applies('identical') || subject.changes === 0) return

  check('the caller gets what the ORM gives, with after-triggers', undefined, async () => {
    const expected = (await vanilla()).outcome
    expect(await watched(subject, false)).toEqual(expected)
  })

  check('the caller gets what the ORM gives, with before-triggers', undefined, async () => {
    const expected = (await vanilla()).outcome
    expect(await watched(subject, true)).toEqual(expected)
  })
}

async function watched<Client>(subject: BindingCase<Client>, before: boolean): Promise<unknown> {
  const { engine } = subject.session()
  return (await take(subject, subject.session(), () =>
    watchChanges(engine, { tables: watchedBy(subject.binding), ...(before ? { before: () => undefined } : {}) }),
  )).outcome
}

async function take<Client>(subject: BindingCase<Client>, side: Side<Client>, watch?: () => { stop(): void }): Promise<Taken> {
  const { binding, session } = subject
  await side.reset(tablesOf(binding))
  await side.seed(binding.seed ?? {})
  const clock = [...session().tables.values()].flatMap((table) => table.clock ?? [])
  const watching = watch?.()
  let outcome: unknown
  const queries = await side.queries(async () => {
    outcome = comparable(await settle(() => binding.run(side.client)), { strict: true, clock, omit: IRRELEVANT })
  })
  watching?.stop()
  return { outcome, queries: queries.map((query) => withoutClock(query)) }
}

/** Bits of a driver's answer that say whether the connection was in a transaction, not what became of the rows. */
const IRRELEVANT: readonly string[] = ['serverStatus', 'warningStatus', 'info']

function withoutClock(query: string): string {
  return query.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>').replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi, '<uuid>')
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

