import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, databaseServer } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { runLiveReloadTest } from './fixture/run-live-reload-test.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]

const polling = new URL('fixture/sql-polling-side.ts', import.meta.url)

runLiveReloadTest({
  name: 'sqlStore() PostgreSQL LISTEN',
  entry: new URL('fixture/sql-listen-side.ts', import.meta.url),
  place: () => createDatabase(postgres, 'reload'),
})

runLiveReloadTest({
  name: 'sqlStore() PostgreSQL polling',
  entry: polling,
  place: () => createDatabase(postgres, 'reload'),
})

describe.skipIf(!mariadb.reachable)(mariadb.name, () => {
  runLiveReloadTest({
    name: 'sqlStore() MariaDB polling',
    entry: polling,
    place: () => createDatabase(mariadb, 'reload'),
  })
})

runLiveReloadTest({
  name: 'sqlStore() SQLite polling',
  entry: polling,
  async place() {
    const folder = await mkdtemp(join(tmpdir(), 'triggerkit-reload-'))
    return { url: join(folder, 'reload.db'), drop: () => rm(folder, { recursive: true, force: true }) }
  },
})
