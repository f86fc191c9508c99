import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlOutbox } from '@triggerkit/sql'
import { afterAll } from 'vitest'
import { openSqlite } from './fixture/open-sqlite.ts'
import { runCrashSuite } from './fixture/run-crash-suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'triggerkit-crash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

runCrashSuite({
  engine: 'TypeORM SQLite',
  place: () => Promise.resolve({ url: join(folder, 'crash.db') }),
  openSide: openSqlite,
  outbox: () => sqlOutbox(),
  victim: {
    entry: new URL('fixture/sqlite-victim.ts', import.meta.url),
    home: new URL('../', import.meta.url),
  },
  seats: 1,
})
