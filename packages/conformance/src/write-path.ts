/** Every way to write rows that an ORM has, in words that fit all of them. A harness says of each what it supports. */
export const WRITE_PATHS = {
  'create-one': 'create one row',
  'create-many': 'create many rows',
  'create-nested': 'create through a cascade or a nested write',
  'create-ignore': 'create, leaving out rows that exist',
  'update-one': 'update one row',
  'update-many': 'update rows by criteria',
  'update-all': 'update every row',
  'update-nested': 'update through a cascade or a nested write',
  'update-increment': 'update by an expression the database works out',
  'update-no-op': 'update to the values that are there',
  'update-no-match': 'update that matches no row',
  'update-key': 'update that changes the key',
  'mixed-bulk': 'create and update in one call',
  'upsert-insert': 'upsert of a row that is not there',
  'upsert-update': 'upsert of a row that is there',
  'upsert-mixed': 'upsert of both in one call',
  'delete-one': 'delete one row',
  'delete-many': 'delete rows by criteria',
  'delete-all': 'delete every row',
  'delete-nested': 'delete through a cascade or a nested write',
  'soft-delete': 'soft delete',
  restore: 'restore of soft-deleted rows',
  'orphan-empty': 'children taken off their parent, reference emptied',
  'orphan-delete': 'children taken off their parent, deleted',
  link: 'link two rows',
  unlink: 'unlink two rows',
  'relation-set': 'set a reference',
  'database-cascade': 'rows that the database deletes (ON DELETE CASCADE)',
  'database-empty': 'references that the database empties (ON DELETE SET NULL)',
  raw: 'raw statements',
  truncate: 'truncate',
  'insert-select': 'INSERT … SELECT',
} as const

export type WritePath = keyof typeof WRITE_PATHS

/** `absent`: the ORM has no such call. `none`: it has one that cannot be seen, with the reason and what to do instead. */
export type PathSupport = 'full' | 'absent' | { none: string; remedy: string }

/** Exhaustive: a path without an answer does not compile. */
export type PathSupports = Record<WritePath, PathSupport>
