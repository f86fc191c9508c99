import type { ObjectLiteral } from 'typeorm'

/** TypeORM's unit of persistence: one entity in one `save` or its like. */
export interface SavedSubject {
  entity?: ObjectLiteral
}

const subjects = new WeakMap<object, SavedSubject>()

/** Remembers which entity the values that `save` writes were taken from. */
export function rememberSubject(values: object, subject: SavedSubject): void {
  subjects.set(values, subject)
}

/** The caller's entity behind values that `save` writes; undefined where they are the caller's own. */
export function subjectEntityOf(values: object): ObjectLiteral | undefined {
  return subjects.get(values)?.entity
}
