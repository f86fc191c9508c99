import { expect, test } from 'vitest'
import type { PathReport, ReportCell } from './path-results.ts'
import { PathResults } from './path-results.ts'
import { writePathsPage } from './write-paths-page.ts'

function report(database: string, block: ReportCell): PathReport {
  const cells = {
    fires: 'full',
    record: 'full',
    previousRecord: 'full',
    block,
    alter: 'inapplicable',
    rollback: 'full',
  } as const
  return {
    orm: 'TypeORM',
    version: '1.x',
    database,
    rows: [
      { path: 'delete-one', binding: 'repository.delete(id)', cells },
      { path: 'raw', binding: 'query()', cells },
    ],
    holes: [{ path: 'raw', reason: 'nothing describes it.', remedy: 'use the ORM.' }],
  }
}

test('a cell is full where every run passed, and names those that did not', () => {
  const page = writePathsPage([report('SQLite', 'full'), report('MariaDB', 'failed')])
  expect(page).toContain('| `repository.delete(id)` | full | full | full | failed on MariaDB (1.x) | — | full |')
})

test('a hole is a section with its reason and remedy', () => {
  const page = writePathsPage([report('SQLite', 'full')])
  expect(page).toContain('Not seen (`query()`): nothing describes it.\n\nInstead: use the ORM.')
})

test('a column with an assertion that did not run is not full', () => {
  const results = new PathResults()
  const row = results.row('raw', 'query()')
  row.expect('fires')
  row.expect('fires')
  row.pass('fires')
  row.expect('block')
  row.fail('block')
  expect(results.rows()[0]?.cells).toMatchObject({ fires: 'not-run', block: 'failed', alter: 'inapplicable' })
})
