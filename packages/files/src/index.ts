export { type DefinitionPlaces, definitionPlaces } from './definition-places.ts'
export { fileStore } from './file-store.ts'
export type { FileStoreOptions } from './file-store-options.ts'
export type { FilePlace } from './unreadable.ts'
