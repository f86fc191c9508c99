import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, databaseServer, reachable, serviceUrl } from '@triggerkit/conformance/service'
import { startMongoServer } from '@triggerkit/mongo-server'
import { Redis } from 'ioredis'
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

runLiveReloadTest({
  name: 'fileStore()',
  entry: new URL('fixture/file-side.ts', import.meta.url),
  async place() {
    const folder = await mkdtemp(join(tmpdir(), 'triggerkit-reload-'))
    return { url: folder, drop: () => rm(folder, { recursive: true, force: true }) }
  },
})

describe.skipIf(!(await reachable('redis')))('Redis', () => {
  runLiveReloadTest({
    name: 'redisStore()',
    entry: new URL('fixture/redis-side.ts', import.meta.url),
    async place() {
      const prefix = `triggerkit-reload-${process.pid}`
      const client = new Redis(serviceUrl('redis'))
      return {
        url: `${serviceUrl('redis')}#${prefix}`,
        async drop() {
          for (const key of await client.keys(`${prefix}:*`)) await client.unlink(key)
          await client.quit()
        },
      }
    },
  })
})

for (const [kind, replicaSet] of [['change stream'], ['polling', false]] as const)
  runLiveReloadTest({
    name: `mongoStore() ${kind}`,
    entry: new URL('fixture/mongo-side.ts', import.meta.url),
    async place() {
      const server = await startMongoServer({ replicaSet })
      const url = new URL(server.uri)
      url.pathname = '/reload'
      return { url: url.href, drop: () => server.close() }
    },
  })
