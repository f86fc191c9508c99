import { expect } from 'vitest'
import type { Side } from '../harness.ts'
import { comparable } from '../oracle/comparable.ts'
import { type Outcome, settle, tablesOf } from '../play.ts'
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
    const { outcome } = await subject.observed()
    expect(asCompared(subject, outcome)).toEqual((await vanilla()).outcome)
  })

  check('the caller gets what the ORM gives, with before-triggers', undefined, async () => {
    const { outcome } = await subject.vetted()
    expect(asCompared(subject, outcome)).toEqual((await vanilla()).outcome)
  })
}

async function take<Client>(subject: BindingCase<Client>, side: Side<Client>): Promise<Taken> {
  const { binding } = subject
  await side.reset(tablesOf(binding), { restartKeys: true })
  await side.seed(binding.seed ?? {})
  let outcome: unknown
  const queries = await side.queries(async () => {
    outcome = asCompared(subject, await settle(() => binding.run(side.client)))
  })
  return { outcome, queries: queries.map((query) => withoutClock(query)) }
}

function asCompared<Client>({ session }: BindingCase<Client>, outcome: Outcome): unknown {
  const clock = [...session().tables.values()].flatMap((table) => table.clock ?? [])
  return comparable(outcome, { strict: true, clock, omit: IRRELEVANT })
}

/** Bits of a driver's answer that say whether the connection was in a transaction, not what became of the rows. */
const IRRELEVANT: readonly string[] = ['serverStatus', 'warningStatus', 'info']

function withoutClock(query: string): string {
  return query
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi, '<uuid>')
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
