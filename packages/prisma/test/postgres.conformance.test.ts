import { databaseServer } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { runConformanceOn } from './fixture/run-conformance.ts'

const server = await databaseServer('postgres')

describe.skipIf(!server.reachable)(server.name, () => runConformanceOn(server))
