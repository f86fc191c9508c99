import type { StoreScope } from '@triggerkit/core'
import { lastSeq } from './append-version.ts'
import type { StoreDatabase } from './store-database.ts'
import { scopeFilter, type VersionDocument } from './version-document.ts'

/**
 * The newest version of each tag as of one moment, without those that are deleted. No query of MongoDB sees one moment outside a transaction, but
 * versions are counted without a gap and never change: those up to a number that was seen are all there. The first search reads the index alone.
 */
export async function fetchNewest(database: StoreDatabase, scope: StoreScope): Promise<VersionDocument[]> {
  const { versions } = database
  const upTo = await lastSeq(database, scope)
  const newest = await versions
    .aggregate<{ seq: number }>([
      { $match: { ...scopeFilter(scope), seq: { $lte: upTo } } },
      { $group: { _id: '$tag', seq: { $max: '$seq' } } },
    ])
    .toArray()
  const seqs = newest.map(({ seq }) => seq)
  return versions.find({ ...scopeFilter(scope), seq: { $in: seqs }, operation: { $ne: 'delete' } }).toArray()
}
