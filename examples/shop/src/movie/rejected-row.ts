import { EntitySchema } from 'typeorm'

/** A row of the catalogue that a trigger refused. */
export interface RejectedRow {
  /** Its place in the file. */
  line: number
  code: string
  reason: string
}

export const RejectedRowEntity: EntitySchema<RejectedRow> = new EntitySchema<RejectedRow>({
  name: 'RejectedRow',
  tableName: 'rejected_rows',
  columns: { line: { type: 'integer', primary: true }, code: { type: 'varchar' }, reason: { type: 'varchar' } },
})
