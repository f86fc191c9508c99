import { DataSource, EntityManager } from 'typeorm'
import { installTriggers, uninstallTriggers } from './install-triggers.ts'
import { patchEntityManager } from './patch-entity-manager.ts'
import { registrationOf } from './registered-subscribers.ts'

const patched: unique symbol = Symbol.for('triggerkit.typeorm.patched') as never

interface DataSourceInternals {
  [patched]?: true
  buildMetadatas(): Promise<void>
  destroy(): Promise<void>
}

/** Hooks into this process's TypeORM, once: nothing changes for a DataSource without `triggers` among its subscribers. */
export function patchTypeorm(): void {
  const prototype = DataSource.prototype as unknown as DataSourceInternals
  if (Object.hasOwn(prototype, patched)) return
  prototype[patched] = true
  const { buildMetadatas, destroy } = prototype
  prototype.buildMetadatas = async function (this: DataSource & DataSourceInternals) {
    await buildMetadatas.call(this)
    const registration = registrationOf(this)
    if (registration) installTriggers(this, registration)
  }
  prototype.destroy = async function (this: DataSource & DataSourceInternals) {
    await destroy.call(this)
    uninstallTriggers(this)
  }
  patchEntityManager(EntityManager.prototype)
}
