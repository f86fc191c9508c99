import { expect } from 'vitest'
import { countOperations } from '../oracle/diff-rows.ts'
import { resultOf } from '../play.ts'
import type { BindingCase } from './binding-case.ts'
import {
  expectBeforeEvents,
  expectChangedFields,
  expectSameChanges,
  expectWholePreviousRecords,
  expectWholeRecords,
} from './judge-changes.ts'

/** What triggers are told of a call, with after-triggers alone and with before-triggers in the way. */
export function observeConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check } = subject

  check('fires once for each changed row', 'fires', async () => {
    const played = await subject.observed()
    resultOf(played.outcome)
    expect(countOperations(played.differences)).toEqual(binding.expect)
    expectSameChanges(subject.session().tables, played)
  })

  check('fires the same with before-triggers', 'fires', async () => {
    const played = await subject.vetted()
    resultOf(played.outcome)
    expect(countOperations(played.differences)).toEqual(binding.expect)
    expectSameChanges(subject.session().tables, played)
  })
  if (subject.changes === 0) return

  check('R25 record is the whole row', 'record', async () => {
    const { tables } = subject.session()
    expectWholeRecords(tables, await subject.observed())
    expectWholeRecords(tables, await subject.vetted())
  })

  check('R25 previousRecord is the whole row before', 'previousRecord', async () => {
    const { tables } = subject.session()
    expectWholePreviousRecords(tables, await subject.observed())
    expectWholePreviousRecords(tables, await subject.vetted())
  })

  check('R24 changedFields are exact', 'record', async () => {
    const { tables } = subject.session()
    expectChangedFields(tables, await subject.observed(), binding.given)
    expectChangedFields(tables, await subject.vetted(), binding.given)
  })

  if (!subject.applies('block')) return
  check('before-triggers see each row as it is and will be', 'block', async () => {
    const played = await subject.vetted()
    resultOf(played.outcome)
    expectBeforeEvents(subject.session().tables, played, binding.given)
  })
}
