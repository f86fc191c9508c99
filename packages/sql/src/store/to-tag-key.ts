import { createHash } from 'node:crypto'
import type { StoreScope } from '@triggerkit/core'
import type { TagKey } from '../statement/store-sql.ts'

export function toScopeHash({ product, database }: StoreScope): string {
  return hashOf([product, database])
}

export function toTagKey(scope: StoreScope, tag: string): TagKey {
  return { scopeHash: toScopeHash(scope), tagHash: hashOf([tag]) }
}

/** As JSON, which keeps texts apart from one another, and has a form of its own for what is no valid text. */
function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex')
}
