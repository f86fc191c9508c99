import { EntitySchema } from 'typeorm'

/** One row for each change of a film or an order; triggers write it. */
export interface AuditEntry {
  id: number
  table: string
  operation: 'insert' | 'update' | 'delete'
  rowId: number
  changedFields: string[]
  at: string
}

export const AuditEntity: EntitySchema<AuditEntry> = new EntitySchema<AuditEntry>({
  name: 'Audit',
  tableName: 'audit',
  columns: {
    id: { type: 'integer', primary: true, generated: true },
    table: { type: 'varchar' },
    operation: { type: 'varchar' },
    rowId: { type: 'integer' },
    changedFields: { type: 'simple-json' },
    at: { type: 'varchar' },
  },
})
