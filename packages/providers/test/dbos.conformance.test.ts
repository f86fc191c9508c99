import { DBOSClient } from '@dbos-inc/dbos-sdk'
import { type ProviderBench, type ProviderHarness, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { type DbosRemoteWorkflowsOptions, dbosRemoteWorkflows, dbosWorkflows } from '@triggerkit/providers/dbos'
import { afterAll, beforeAll, expect } from 'vitest'
import { changed, password } from './dbos/address.ts'
import { type Application, launchApplication, registered, releaseAll } from './dbos/application.ts'
import { startSilentServer } from './server/silent-server.ts'

const tooLarge = { none: 'PostgreSQL takes texts of up to 1 GB' }
const order = { sku: '{{record.id}}' }
const actions = [
  { action: Trigger.workflow.execute('update-inventory', order), result: expect.objectContaining({ sku: 7 }) },
  { action: Trigger.workflow.dispatch('flows:update-inventory', order), result: { workflowId: expect.any(String) } },
]
const unknown = { outcome: 'final', action: { action: Trigger.workflow.dispatch('update-inventry') } } as const

let application: Application
beforeAll(async () => {
  application = await launchApplication()
})
afterAll(() => application.close())

const embedded: ProviderHarness = {
  name: 'dbosWorkflows()',
  family: 'workflow',
  triedOn: 'DBOS 5 on PostgreSQL',
  async setup() {
    const create = (): unknown => dbosWorkflows({ workflows: registered })
    const none = (what: string) => ({ none: `${what} is the application's own: DBOS.launch() has made it` })
    return {
      create,
      actions,
      arrived: application.runs,
      failures: {
        down: none('the connection'),
        credentials: none('the login'),
        tls: none('the connection'),
        'too-large': tooLarge,
        'unknown-target': {
          ...unknown,
          create,
          message: /Did you mean "update-inventory"\?/,
          code: 'WORKFLOW_UNKNOWN',
        },
        rejected: failing(create),
      },
      silent: () => dbosWorkflows({ workflows: { 'update-inventory': registered.wait } }),
      secrets: [],
      teardown: releaseAll,
    }
  },
}

const remote: ProviderHarness = {
  name: 'dbosRemoteWorkflows()',
  family: 'workflow',
  triedOn: 'DBOS 5 on PostgreSQL',
  async setup() {
    const silent = await startSilentServer()
    const { queueName } = application
    const workflows = { 'update-inventory': 'updateInventory', fail: 'fail' }
    const make = (options: Partial<DbosRemoteWorkflowsOptions>): unknown =>
      dbosRemoteWorkflows({ queueName, workflows, startTimeoutMs: 2_000, pollMs: 100, ...options })
    const at = (change: (url: URL) => void) => make({ systemDatabaseUrl: changed(application.url, change) })
    const create = (): unknown => at(() => undefined)
    return {
      create,
      actions,
      arrived: application.runs,
      failures: {
        down: {
          outcome: 'retry',
          create: () => at((url) => (url.port = '1')),
          message: /ECONNREFUSED.*See that the server runs/,
          code: 'ECONNREFUSED',
        },
        credentials: {
          outcome: 'final',
          create: () => at((url) => (url.username = 'nobody')),
          message: /nobody.*See user and password/,
        },
        tls: {
          outcome: 'retry',
          create: () => at((url) => url.searchParams.set('sslmode', 'require')),
          message: /SSL.*Give PostgreSQL a certificate|certificate.*trusted/,
        },
        'too-large': tooLarge,
        'unknown-target': {
          ...unknown,
          action: actions[1],
          create: () => make({ systemDatabaseUrl: application.url, queueName: 'nowhere' }),
          message: /finds no queue "nowhere"\. Register it/,
          code: 'DBOS_QUEUE_UNKNOWN',
        },
        rejected: failing(create),
      },
      silent: () => at((url) => (url.port = String(silent.port))),
      secrets: [password, encodeURIComponent(password)],
      async withOwnClient() {
        const client = await DBOSClient.create({ systemDatabaseUrl: application.url })
        return {
          provider: make({ client }),
          stillWorks: async () => (await client.retrieveQueue(queueName)) !== null,
          end: () => client.destroy(),
        }
      },
      teardown: () => silent.close(),
    }
  },
}

function failing(create: () => unknown): ProviderBench['failures']['rejected'] {
  return {
    outcome: 'final',
    create,
    action: { action: Trigger.workflow.execute('fail', order) },
    message: /the workflow "fail" to its end: no stock of 7\. Its run ".+" is over/,
    code: 'WORKFLOW_FAILED',
  }
}

for (const harness of [embedded, remote]) runProviderSuite(harness)
