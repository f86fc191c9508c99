import type { TablesConnection } from '../connection/tables-connection.ts'
import type { StoreSql } from '../statement/store-sql.ts'

/** A store's tables, as a port's ORM reaches them. */
export type StoreConnection = TablesConnection<StoreSql>
