import type { HostileWrite, RefusedDefinition } from '../hostile-case.ts'
import { actions } from './actions.ts'
import { addressWrites } from './address-writes.ts'
import { databaseWrites } from './database-writes.ts'
import { exotic } from './exotic.ts'
import { httpWrites } from './http-writes.ts'
import { keyWrites } from './key-writes.ts'
import { logWrites } from './log-writes.ts'
import { mailWrites } from './mail-writes.ts'
import { names } from './names.ts'
import { regexes } from './regexes.ts'
import { secretWrites } from './secret-writes.ts'
import { shapes } from './shapes.ts'
import { templates } from './templates.ts'

/** Definitions that must be refused, by theme. */
export const refusedDefinitions: Readonly<Record<string, readonly RefusedDefinition[]>> = {
  shapes,
  names,
  templates,
  regexes,
  actions,
  exotic,
}

/** Records that are written under definitions that are right, by theme. */
export const hostileWrites: Readonly<Record<string, readonly HostileWrite[]>> = {
  mail: mailWrites,
  http: httpWrites,
  addresses: addressWrites,
  keys: keyWrites,
  log: logWrites,
  database: databaseWrites,
  secrets: secretWrites,
}
