import type { Migration } from './migration.ts'

/** Compared byte by byte; of spaces at the end, which this collation takes for none, the outbox itself takes care. */
const options = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
/**
 * Long texts, of which indexes have no more than the beginning. Prisma before 7 takes those of the tables' own collation for bytes; where these
 * are compared, the outbox names the collation.
 */
const text = 'COLLATE utf8mb4_unicode_ci'
/** An index takes 3,072 bytes, of which each character counts for four, whatever it is. */
const key = 'VARBINARY(1300)'

export function mysqlMigrations(table: (name: string) => string): Migration[] {
  const [jobs, marks, versions] = [table('triggerkit_jobs'), table('triggerkit_marks'), table('triggerkit_schema')]
  const [triggers, history] = [table('triggerkit_triggers'), table('triggerkit_trigger_versions')]
  const executions = table('triggerkit_executions')
  return [
    {
      version: 1,
      name: 'outbox',
      up: [
        `CREATE TABLE IF NOT EXISTS ${versions} (version INT PRIMARY KEY, name VARCHAR(255) NOT NULL, applied_at BIGINT NOT NULL) ${options}`,
        `CREATE TABLE IF NOT EXISTS ${jobs} (
  seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  id VARCHAR(64) NOT NULL,
  format INT NOT NULL,
  handler VARCHAR(1300) NOT NULL,
  trigger_tag MEDIUMTEXT ${text} NOT NULL,
  trigger_version BIGINT NOT NULL,
  action MEDIUMTEXT ${text} NOT NULL,
  provider MEDIUMTEXT ${text} NOT NULL,
  table_name MEDIUMTEXT ${text} NOT NULL,
  row_key MEDIUMTEXT ${text} NOT NULL,
  ordering_key VARCHAR(1300),
  held_key ${key},
  running_key ${key},
  on_dead VARCHAR(8) NOT NULL,
  chain_id VARCHAR(255),
  chain_position INT,
  continue_on_error SMALLINT NOT NULL,
  state VARCHAR(16) NOT NULL,
  attempts INT NOT NULL,
  failures INT NOT NULL,
  max_attempts INT NOT NULL,
  created_at BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  due_at BIGINT,
  finished_at BIGINT,
  lease VARCHAR(255),
  worker TEXT ${text},
  payload LONGTEXT ${text} NOT NULL,
  result LONGTEXT ${text},
  error LONGTEXT ${text},
  history LONGTEXT ${text},
  UNIQUE KEY triggerkit_jobs_id (id),
  KEY triggerkit_jobs_due (due_at, seq),
  KEY triggerkit_jobs_held (held_key, seq),
  KEY triggerkit_jobs_running (running_key, seq),
  KEY triggerkit_jobs_chain (chain_id, chain_position),
  KEY triggerkit_jobs_finished (state, finished_at)
) ${options}`,
        `CREATE TABLE IF NOT EXISTS ${marks} (
  kind VARCHAR(16) NOT NULL,
  name VARBINARY(2600) NOT NULL,
  owner VARCHAR(255) NOT NULL,
  until BIGINT,
  PRIMARY KEY (kind, name),
  KEY triggerkit_marks_until (until)
) ${options}`,
        `INSERT IGNORE INTO ${versions} (version, name, applied_at) VALUES (1, 'outbox', TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`,
      ],
      down: [jobs, marks, versions].map((name) => `DROP TABLE IF EXISTS ${name}`),
    },
    {
      version: 2,
      name: 'store',
      up: [
        `CREATE TABLE IF NOT EXISTS ${triggers} (
  scope_hash VARCHAR(64) NOT NULL,
  tag_hash VARCHAR(64) NOT NULL,
  product MEDIUMTEXT ${text} NOT NULL,
  database_name MEDIUMTEXT ${text} NOT NULL,
  tag MEDIUMTEXT ${text} NOT NULL,
  version BIGINT NOT NULL,
  format INT NOT NULL,
  definition LONGTEXT ${text},
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (scope_hash, tag_hash),
  KEY triggerkit_triggers_changes (scope_hash, version, updated_at)
) ${options}`,
        `CREATE TABLE IF NOT EXISTS ${history} (
  scope_hash VARCHAR(64) NOT NULL,
  tag_hash VARCHAR(64) NOT NULL,
  version BIGINT NOT NULL,
  operation VARCHAR(16) ${text} NOT NULL,
  format INT NOT NULL,
  definition LONGTEXT ${text},
  changed_at BIGINT NOT NULL,
  changed_by MEDIUMTEXT ${text},
  reason MEDIUMTEXT ${text},
  PRIMARY KEY (scope_hash, tag_hash, version)
) ${options}`,
        `INSERT IGNORE INTO ${versions} (version, name, applied_at) VALUES (2, 'store', TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`,
      ],
      down: [
        `DROP TABLE IF EXISTS ${history}`,
        `DROP TABLE IF EXISTS ${triggers}`,
        `DELETE FROM ${versions} WHERE version = 2`,
      ],
    },
    {
      version: 3,
      name: 'executions',
      up: [
        `CREATE TABLE IF NOT EXISTS ${executions} (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL,
  duration_us BIGINT NOT NULL,
  trigger_tag MEDIUMTEXT ${text} NOT NULL,
  trigger_name MEDIUMTEXT ${text} NOT NULL,
  trigger_version BIGINT NOT NULL,
  table_name MEDIUMTEXT ${text} NOT NULL,
  row_key MEDIUMTEXT ${text},
  event VARCHAR(32) ${text} NOT NULL,
  action MEDIUMTEXT ${text} NOT NULL,
  action_type MEDIUMTEXT ${text} NOT NULL,
  phase VARCHAR(32) ${text} NOT NULL,
  timing VARCHAR(32) ${text} NOT NULL,
  attempt INT NOT NULL,
  row_count INT NOT NULL,
  outcome VARCHAR(32) ${text} NOT NULL,
  failed SMALLINT NOT NULL,
  job_id VARCHAR(64) ${text},
  error_name MEDIUMTEXT ${text},
  error_code MEDIUMTEXT ${text},
  error_message MEDIUMTEXT ${text},
  KEY triggerkit_executions_age (failed, started_at)
) ${options}`,
        `INSERT IGNORE INTO ${versions} (version, name, applied_at) VALUES (3, 'executions', TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`,
      ],
      down: [`DROP TABLE IF EXISTS ${executions}`, `DELETE FROM ${versions} WHERE version = 3`],
    },
    {
      version: 4,
      name: 'executionsIndexes',
      // MariaDB alone knows IF NOT EXISTS of an index, and reads these comments; of MySQL's error where there is one `migrate` takes care.
      up: [
        `CREATE INDEX /*M! IF NOT EXISTS */ triggerkit_executions_trigger ON ${executions} (trigger_tag(191), id)`,
        `CREATE INDEX /*M! IF NOT EXISTS */ triggerkit_executions_table ON ${executions} (table_name(191), id)`,
        `INSERT IGNORE INTO ${versions} (version, name, applied_at) VALUES (4, 'executionsIndexes', TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`,
      ],
      down: [
        `DROP INDEX /*M! IF EXISTS */ triggerkit_executions_table ON ${executions}`,
        `DROP INDEX /*M! IF EXISTS */ triggerkit_executions_trigger ON ${executions}`,
        `DELETE FROM ${versions} WHERE version = 4`,
      ],
    },
  ]
}
