import type { Capabilities } from '../adapter/capabilities.ts'
import type { Port } from '../adapter/port.ts'
import type { RowFilter } from '../adapter/row-filter.ts'
import type { RowUpdate } from '../adapter/row-update.ts'
import type { Row } from '../change/change.ts'
import type { Schema } from '../schema/schema.ts'
import type { DryRunWrite } from './dry-run-report.ts'
import { shownValue } from './shown-value.ts'

/** Stands in for a port: keeps what would be written, and reaches no database. */
export class WriteRecorder implements Port {
  readonly writes: DryRunWrite[] = []
  readonly capabilities: Capabilities
  readonly schema: Schema

  constructor({ capabilities, schema }: Port) {
    this.capabilities = capabilities
    this.schema = schema
  }

  transaction(): Promise<never> {
    return Promise.reject(new Error('A dry run opens no transaction.'))
  }

  select(): Promise<never> {
    return Promise.reject(new Error('A dry run reads nothing for an action.'))
  }

  async insert(_handle: unknown, table: string, rows: Row[]): Promise<Row[]> {
    this.writes.push({ table, operation: 'insert', rows: shownValue(rows) as Row[] })
    return rows
  }

  async update(_handle: unknown, table: string, update: RowUpdate, where: RowFilter): Promise<number> {
    this.#keep({ table, operation: 'update', update, where })
    return 0
  }

  async delete(_handle: unknown, table: string, where: RowFilter): Promise<number> {
    this.#keep({ table, operation: 'delete', where })
    return 0
  }

  #keep(write: DryRunWrite): void {
    this.writes.push(shownValue(write) as DryRunWrite)
  }
}
