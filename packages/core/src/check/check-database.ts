import type { Binding } from '../engine/binding.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'

/** What cannot be promised to these triggers on a connected database (R10), in terms of what is lost, and what it never tells of. */
export function checkDatabase({ port, jobs }: Binding, triggers: readonly NormalizedTrigger[]): CheckFinding[] {
  const { transactions, savepoints, locks, singleConnection } = port.capabilities
  const findings: CheckFinding[] = []
  const add = (severity: CheckFinding['severity'], code: CheckFinding['code'], message: string): void => {
    findings.push({ severity, code, message })
  }
  const isHere = (table: string): boolean => table === '*' || port.schema.find(table) !== undefined
  const queues = triggers.some(
    ({ tables, actions }) => tables.some(isHere) && actions.some(({ timing }) => timing === 'queued'),
  )
  if (queues && jobs?.transactional === false) {
    add(
      'warning',
      'OUTBOX_AFTER_COMMIT',
      'Jobs of queued actions are kept after the commit of their write, not with it: a crash in between loses them. Use an outbox in the ' +
        'database itself, and one that has transactions (MongoDB: as a replica set).',
    )
  }
  add(
    'info',
    'UNSEEN_WRITES',
    'What passes by the ORM fires no trigger: raw SQL, TRUNCATE and INSERT … SELECT; the bare driver, drop, $out and $merge of MongoDB. ' +
      'See docs/write-paths.md.',
  )
  if (!transactions) {
    add(
      'warning',
      'NO_TRANSACTIONS',
      'The database has no transactions: a failing trigger undoes nothing. Run it where it has them (MongoDB: as a replica set).',
    )
  } else if (!savepoints) {
    add(
      'info',
      'NO_SAVEPOINTS',
      'The database has no savepoints: what fails inside a transaction of the application cannot be undone alone, so that the whole ' +
        'transaction can only be rolled back, and `continueOnError` of an in-transaction action does not go on. ' +
        'Keep transactions short, and give what may fail `phase: "commit"`.',
    )
  }
  if (!locks && !singleConnection) {
    add(
      'info',
      'NO_LOCKS',
      'The database locks no rows that are only read: between the look at a row and its write another write may change it. The write then ' +
        'fails and is tried again, or previousRecord is older than what was overwritten. Guard what must not race by a unique index, or by ' +
        'a version column in the condition of the update.',
    )
  }
  return findings
}
