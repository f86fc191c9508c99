import type { Migration } from './migration.ts'

/** Whole numbers are BIGINT but for the key, which has to be INTEGER: Prisma reads columns by these names. */
export function sqliteMigrations(table: (name: string) => string): Migration[] {
  const [jobs, marks, versions] = [table('triggerkit_jobs'), table('triggerkit_marks'), table('triggerkit_schema')]
  const [triggers, history] = [table('triggerkit_triggers'), table('triggerkit_trigger_versions')]
  const executions = table('triggerkit_executions')
  const index = (name: string, on: string): string =>
    `CREATE INDEX IF NOT EXISTS ${table(`triggerkit_${name}`)} ON ${on}`
  return [
    {
      version: 1,
      name: 'outbox',
      up: [
        `CREATE TABLE IF NOT EXISTS ${versions} (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)`,
        `CREATE TABLE IF NOT EXISTS ${jobs} (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  format BIGINT NOT NULL,
  handler TEXT NOT NULL,
  trigger_tag TEXT NOT NULL,
  trigger_version BIGINT NOT NULL,
  action TEXT NOT NULL,
  provider TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  ordering_key TEXT,
  held_key TEXT,
  running_key TEXT,
  on_dead TEXT NOT NULL,
  chain_id TEXT,
  chain_position BIGINT,
  continue_on_error BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  max_attempts BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  due_at BIGINT,
  finished_at BIGINT,
  lease TEXT,
  worker TEXT,
  payload TEXT NOT NULL,
  result TEXT,
  error TEXT,
  history TEXT
)`,
        index('jobs_due', 'triggerkit_jobs (due_at, seq) WHERE due_at IS NOT NULL'),
        index('jobs_held', 'triggerkit_jobs (held_key, seq) WHERE held_key IS NOT NULL'),
        index('jobs_running', 'triggerkit_jobs (running_key, seq) WHERE running_key IS NOT NULL'),
        index('jobs_chain', 'triggerkit_jobs (chain_id, chain_position) WHERE chain_id IS NOT NULL'),
        index('jobs_finished', 'triggerkit_jobs (state, finished_at) WHERE finished_at IS NOT NULL'),
        `CREATE TABLE IF NOT EXISTS ${marks} (kind TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, until BIGINT, PRIMARY KEY (kind, name))`,
        index('marks_until', 'triggerkit_marks (until) WHERE until IS NOT NULL'),
        `INSERT OR IGNORE INTO ${versions} (version, name, applied_at) VALUES (1, 'outbox', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))`,
      ],
      down: [jobs, marks, versions].map((name) => `DROP TABLE IF EXISTS ${name}`),
    },
    {
      version: 2,
      name: 'store',
      up: [
        `CREATE TABLE IF NOT EXISTS ${triggers} (
  scope_hash TEXT NOT NULL,
  tag_hash TEXT NOT NULL,
  product TEXT NOT NULL,
  database_name TEXT NOT NULL,
  tag TEXT NOT NULL,
  version BIGINT NOT NULL,
  format BIGINT NOT NULL,
  definition TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (scope_hash, tag_hash)
)`,
        index('triggers_changes', 'triggerkit_triggers (scope_hash, version, updated_at)'),
        `CREATE TABLE IF NOT EXISTS ${history} (
  scope_hash TEXT NOT NULL,
  tag_hash TEXT NOT NULL,
  version BIGINT NOT NULL,
  operation TEXT NOT NULL,
  format BIGINT NOT NULL,
  definition TEXT,
  changed_at BIGINT NOT NULL,
  changed_by TEXT,
  reason TEXT,
  PRIMARY KEY (scope_hash, tag_hash, version)
)`,
        `INSERT OR IGNORE INTO ${versions} (version, name, applied_at) VALUES (2, 'store', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))`,
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
  id TEXT NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL,
  duration_us BIGINT NOT NULL,
  trigger_tag TEXT NOT NULL,
  trigger_name TEXT NOT NULL,
  trigger_version BIGINT NOT NULL,
  table_name TEXT NOT NULL,
  row_key TEXT,
  event TEXT NOT NULL,
  action TEXT NOT NULL,
  action_type TEXT NOT NULL,
  phase TEXT NOT NULL,
  timing TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  failed BIGINT NOT NULL,
  job_id TEXT,
  error_name TEXT,
  error_code TEXT,
  error_message TEXT
)`,
        index('executions_age', 'triggerkit_executions (failed, started_at)'),
        `INSERT OR IGNORE INTO ${versions} (version, name, applied_at) VALUES (3, 'executions', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))`,
      ],
      down: [`DROP TABLE IF EXISTS ${executions}`, `DELETE FROM ${versions} WHERE version = 3`],
    },
    {
      version: 4,
      name: 'executionsIndexes',
      up: [
        index('executions_trigger', 'triggerkit_executions (trigger_tag, id)'),
        index('executions_table', 'triggerkit_executions (table_name, id)'),
        `INSERT OR IGNORE INTO ${versions} (version, name, applied_at) VALUES (4, 'executionsIndexes', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))`,
      ],
      down: [
        `DROP INDEX IF EXISTS ${table('triggerkit_executions_table')}`,
        `DROP INDEX IF EXISTS ${table('triggerkit_executions_trigger')}`,
        `DELETE FROM ${versions} WHERE version = 4`,
      ],
    },
  ]
}
