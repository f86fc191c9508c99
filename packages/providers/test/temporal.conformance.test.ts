import { Client, Connection } from '@temporalio/client'
import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { type TemporalOptions, temporal } from '@triggerkit/providers/temporal'
import { expect } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { startSilentServer } from './server/silent-server.ts'
import { startTemporalServer } from './server/temporal-server.ts'

const apiKey = 'key/of: temporal@shop'
const wrongKey = 'another-key-of-temporal'

async function setup(): Promise<ProviderBench> {
  let calls = 0
  const workflows = {
    updateInventory: () => ({ called: ++calls }),
    fail: ({ sku }: { sku: number }) => Promise.reject(new RangeError(`no stock of ${sku}`)),
  } as Record<string, (...args: unknown[]) => unknown>
  const server = await startTemporalServer({ workflows, apiKey, tls: certificate, maxInputBytes: 1_000 })
  const silent = await startSilentServer()
  const tls = { serverRootCACertificate: Buffer.from(certificate.cert), serverNameOverride: 'secure.test' }
  const make = (options: Partial<TemporalOptions>): unknown =>
    temporal({
      taskQueue: 'shop',
      workflows: { 'update-inventory': { type: 'updateInventory' }, fail: {} },
      ...(options.client === undefined && { address: `127.0.0.1:${server.port}`, apiKey, tls }),
      ...options,
    })
  const create = (): unknown => make({})
  const order = { sku: '{{record.id}}' }
  return {
    create,
    actions: [
      { action: Trigger.workflow.execute('update-inventory', order), result: { called: expect.any(Number) } },
      {
        action: Trigger.workflow.dispatch('flows:update-inventory', order),
        result: { workflowId: expect.any(String), runId: expect.any(String) },
      },
    ],
    arrived: () => server.runs.length,
    failures: {
      down: {
        outcome: 'retry',
        create: () => make({ address: '127.0.0.1:1' }),
        message: /ECONNREFUSED.*See that Temporal runs/,
        code: 'TEMPORAL_UNAVAILABLE',
      },
      credentials: {
        outcome: 'final',
        create: () => make({ apiKey: () => wrongKey }),
        message: /Request unauthorized\. See `apiKey`/,
        code: 'TEMPORAL_UNAUTHENTICATED',
      },
      tls: {
        outcome: 'retry',
        create: () => make({ address: `localhost:${server.port}`, tls: true }),
        message: /certificate.*is trusted here: `tls`/,
        code: 'TEMPORAL_UNAVAILABLE',
      },
      'too-large': {
        outcome: 'final',
        create,
        action: {
          action: Trigger.workflow.dispatch('update-inventory', { text: '{{record.text}}' }),
          record: { id: 1, text: 'x'.repeat(2_000) },
        },
        message: /Blob data size exceeds limit\. Give the workflow a smaller input/,
        code: 'TEMPORAL_TOO_LARGE',
      },
      'unknown-target': {
        outcome: 'final',
        create: () => make({ namespace: 'nowhere' }),
        message: /Namespace not found: 'nowhere'\. Register it/,
        code: 'TEMPORAL_NAMESPACE_NOT_FOUND',
      },
      rejected: {
        outcome: 'final',
        create,
        action: { action: Trigger.workflow.execute('fail', order) },
        message: /the workflow "fail": no stock of 7 \(RangeError\)/,
        code: 'WORKFLOW_FAILED',
      },
    },
    silent: () => make({ address: `127.0.0.1:${silent.port}` }),
    secrets: [apiKey, wrongKey],
    async withOwnClient() {
      const connection = Connection.lazy({ address: `127.0.0.1:${server.port}`, apiKey, tls })
      return {
        provider: make({ client: new Client({ connection }) }),
        stillWorks: async () => (await connection.workflowService.getSystemInfo({})).serverVersion !== '',
        end: () => connection.close(),
      }
    },
    async teardown() {
      server.close()
      await silent.close()
    },
  }
}

const triedOn = 'a gRPC server that speaks Temporal’s protocol'
runProviderSuite({ name: 'temporal()', family: 'workflow', triedOn, setup })
