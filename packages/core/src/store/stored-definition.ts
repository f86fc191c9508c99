import type { TriggerDefinition } from '../trigger/trigger-definition.ts'
import type { StoredTrigger } from './trigger-store.ts'

/** What the store adds to a definition. */
export interface StoreMembers {
  /** 1 when it was created, one more with each update. */
  version: number
  /** ISO 8601 in UTC. */
  createdAt: string
  updatedAt: string
}

export const storeMembers: readonly (keyof StoreMembers)[] = ['version', 'createdAt', 'updatedAt']

/** A stored definition as `fetch` gives it: as it was given, with its tag and what the store adds. */
export type StoredDefinition = TriggerDefinition & { tag: string } & StoreMembers

/** What `create` takes: a definition of plain JSON. What the store adds is passed over, so that a fetched one can be created elsewhere. */
export type NewDefinition = TriggerDefinition & Partial<StoreMembers>

/** What `update` takes: the members to replace, each whole; null takes one away. */
export type DefinitionUpdate = { tag: string } & {
  [Member in keyof Omit<TriggerDefinition, 'tag'>]?: TriggerDefinition[Member] | null
} & Partial<StoreMembers>

export function toStoredDefinition({ definition, ...stored }: StoredTrigger): StoredDefinition {
  const { tag, version, createdAt, updatedAt } = stored
  return { ...definition, tag, version, createdAt, updatedAt } as unknown as StoredDefinition
}
