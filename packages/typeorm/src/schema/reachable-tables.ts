import type { EntityMetadata } from 'typeorm'

const known = new WeakMap<EntityMetadata, ReadonlySet<EntityMetadata>>()

/** Every table that saving or removing an entity of this one may write to: by cascades, orphans, link tables and child entities. */
export function reachableTables(metadata: EntityMetadata): ReadonlySet<EntityMetadata> {
  let reachable = known.get(metadata)
  if (reachable === undefined) {
    const found = new Set<EntityMetadata>()
    collect(metadata, found)
    known.set(metadata, found)
    reachable = found
  }
  return reachable
}

function collect(metadata: EntityMetadata, found: Set<EntityMetadata>): void {
  if (found.has(metadata)) return
  found.add(metadata)
  for (const child of metadata.childEntityMetadatas) collect(child, found)
  if (metadata.closureJunctionTable) found.add(metadata.closureJunctionTable)
  for (const relation of metadata.relations) {
    if (relation.junctionEntityMetadata) found.add(relation.junctionEntityMetadata)
    const cascades = relation.isCascadeInsert || relation.isCascadeUpdate || relation.isCascadeRemove
    const cascadesSoftly = relation.isCascadeSoftRemove || relation.isCascadeRecover
    if (cascades || cascadesSoftly) collect(relation.inverseEntityMetadata, found)
    else if (relation.isOneToMany || relation.isOneToOneNotOwner) found.add(relation.inverseEntityMetadata)
  }
}
