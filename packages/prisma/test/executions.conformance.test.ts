import { databaseServer } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { memoryDatabase, serverDatabase } from './fixture/fixture-database.ts'
import { runExecutionsOn } from './fixture/run-executions.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]

runExecutionsOn('sqlite', memoryDatabase)

describe.skipIf(!postgres.reachable)(postgres.name, () =>
  runExecutionsOn('postgres', () => serverDatabase(postgres, 'executions')),
)

describe.skipIf(!mariadb.reachable)(mariadb.name, () =>
  runExecutionsOn('mariadb', () => serverDatabase(mariadb, 'executions')),
)
