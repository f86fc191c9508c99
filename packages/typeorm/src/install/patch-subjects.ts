import { Subject } from 'typeorm/persistence/Subject.js'
import { rememberSubject, type SavedSubject } from './saved-subjects.ts'

const patched: unique symbol = Symbol.for('triggerkit.typeorm.patched') as never

interface SubjectInternals extends SavedSubject {
  [patched]?: true
  identifier?: object
  createValueSetAndPopChangeMap(): object
  recompute(): void
}

/** Remembers, of the values and identifiers that `save` and its like write by, which entity of the caller's they come from. */
export function patchSubjects(): void {
  const prototype = Subject.prototype as unknown as SubjectInternals
  if (Object.hasOwn(prototype, patched)) return
  prototype[patched] = true
  const { createValueSetAndPopChangeMap, recompute } = prototype
  prototype.createValueSetAndPopChangeMap = function (this: SubjectInternals) {
    const values = createValueSetAndPopChangeMap.call(this)
    rememberSubject(values, this)
    return values
  }
  prototype.recompute = function (this: SubjectInternals) {
    recompute.call(this)
    // Soft deletes and restores have no values: they name their entity by this very object.
    if (this.identifier) rememberSubject(this.identifier, this)
  }
}
