import { randomUUID } from 'node:crypto'
import { DBOS, type DBOSClient } from '@dbos-inc/dbos-sdk'
import { createTriggers, ProviderError, Trigger } from '@triggerkit/core'
import {
  type DbosClientLike,
  type DbosLike,
  type DbosWorkflow,
  dbosRemoteWorkflows,
  dbosWorkflows,
} from '@triggerkit/providers/dbos'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type Application, launchApplication, registered, release, releaseAll, reserved } from './dbos/application.ts'
import { providerCall } from './fixture/provider-call.ts'
import { startSilentServer } from './server/silent-server.ts'

const client: DbosClientLike = undefined as unknown as DBOSClient
const dbos: DbosLike = DBOS
const workflow: DbosWorkflow = registered['update-inventory']

const flows = dbosWorkflows({ workflows: registered, workflowIdPrefix: 'shop-' })
const sku = (): string => `sku-${randomUUID()}`
let application: Application

beforeAll(async () => {
  application = await launchApplication()
})
afterEach(releaseAll)
afterAll(() => application.close())

function remoteWorkflows() {
  const { url, queueName } = application
  const workflows = { 'update-inventory': 'updateInventory', fail: { workflowName: 'fail' }, wait: 'wait' }
  return dbosRemoteWorkflows({ systemDatabaseUrl: url, queueName, workflows, pollMs: 50, workflowIdPrefix: 'shop-' })
}

it.each(['in this process', 'by a queue', 'from another process'])(
  'runs the workflow of a key once: %s',
  async (where) => {
    const queued = dbosWorkflows({ workflows: registered, workflowIdPrefix: 'shop-', queueName: application.queueName })
    const provider = where === 'in this process' ? flows : where === 'by a queue' ? queued : remoteWorkflows()
    const item = { sku: sku(), amount: 3 }
    const call = providerCall()
    const workflowId = `shop-${call.idempotencyKey}`
    expect(await provider.dispatch('update-inventory', item, call)).toEqual({ workflowId })
    const result = { ...item, count: 1 }
    const both = [provider.execute('update-inventory', item, call), provider.execute('update-inventory', item, call)]
    expect(await Promise.all(both)).toEqual([result, result])
    expect(await provider.execute('update-inventory', { sku: 'another input' }, call)).toEqual(result)
    expect(reserved.get(item.sku)).toBe(1)
    expect((await DBOS.getWorkflowStatus(workflowId))?.input).toEqual([item])
    await provider.close?.()
  },
)

it.each(['in this process', 'from another process'])(
  'stops waiting with the attempt, and the next one joins the run: %s',
  async (where) => {
    const provider = where === 'in this process' ? flows : remoteWorkflows()
    const item = { sku: sku() }
    const attempt = new AbortController()
    const call = providerCall()
    const first = provider.execute('wait', item, { ...call, signal: attempt.signal })
    await vi.waitFor(() => expect(reserved.get(item.sku)).toBe(1), 5_000)
    attempt.abort(new Error('time is up'))
    await expect(first).rejects.toThrow('time is up')
    const second = provider.execute('wait', item, call)
    release(item.sku)
    expect(await second).toEqual({ waited: item.sku })
    expect(reserved.get(item.sku)).toBe(1)
    await provider.close?.()
  },
)

it('starts nothing for an attempt that is over already', async () => {
  const before = await application.runs()
  const over = providerCall({ signal: AbortSignal.abort(new Error('over')) })
  const remote = remoteWorkflows()
  for (const provider of [flows, remote]) {
    await expect(provider.execute('update-inventory', { sku: 'x' }, over)).rejects.toThrow('over')
    await expect(provider.dispatch('update-inventory', { sku: 'x' }, over)).rejects.toThrow('over')
  }
  expect(await application.runs()).toBe(before)
  await remote.close?.()
})

it('starts a workflow of its own where a step of another one writes', async () => {
  const triggers = createTriggers({ providers: { workflow: flows } })
  triggers.register('orders', {
    name: 'stock',
    events: ['afterInsert'],
    actions: [{ ...Trigger.workflow.execute('update-inventory', { sku: '{{record.sku}}' }), name: 'reserve' }],
  })
  const item = sku()
  const write = () => triggers.execute('afterInsert', { table: 'orders', record: { id: 1, sku: item } })
  const { status } = await writing(write)
  expect(status).toBe('done')
  expect(reserved.get(item)).toBe(1)
})

/** What the test puts in is called in a step of this workflow. */
let written: () => Promise<{ triggers: readonly { actions: readonly { status: string }[] }[] }>
const orderWorkflow = DBOS.registerWorkflow(
  () => DBOS.runStep(async () => ({ status: (await written()).triggers[0]!.actions[0]!.status })),
  { name: 'order' },
)
function writing(write: typeof written): Promise<{ status: string }> {
  written = write
  return orderWorkflow()
}

it('tells of a run that was cancelled, and of a key that another workflow has: final', async () => {
  const item = { sku: sku() }
  const call = providerCall()
  const waiting = flows.execute('wait', item, call)
  await vi.waitFor(() => expect(reserved.get(item.sku)).toBe(1))
  await expect(flows.dispatch('fail', item, call)).rejects.toMatchObject({ code: 'DBOS_REFUSED', retryable: false })
  await DBOS.cancelWorkflow(`shop-${call.idempotencyKey}`)
  release(item.sku)
  await expect(waiting).rejects.toMatchObject({ code: 'WORKFLOW_FAILED', retryable: false })
})

it('lets no error of a workflow be tried again, whatever it says of itself', async () => {
  const error = await flows
    .execute('fail', { sku: 'a' }, providerCall({ tag: 'flows' }))
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'WORKFLOW_FAILED', retryable: false, provider: 'dbos "flows"' })
  expect((error as Error).message).toMatch(
    /^dbos "flows" could not run the workflow "fail" to its end: no stock of a\. Its run/,
  )
})

it('gives up a start that PostgreSQL does not answer, and closes all the same', async () => {
  const silent = await startSilentServer()
  const address = new URL(application.url)
  address.port = String(silent.port)
  const { queueName } = application
  const workflows = { a: 'updateInventory' }
  const remote = dbosRemoteWorkflows({ systemDatabaseUrl: address.href, queueName, workflows, startTimeoutMs: 100 })
  const late = { code: 'DBOS_TIMEOUT', retryable: true, message: expect.stringContaining('within 100 ms. See that') }
  await expect(remote.dispatch('a', {}, providerCall())).rejects.toMatchObject(late)
  await expect(remote.health!({ signal: new AbortController().signal })).rejects.toMatchObject(late)
  const closed = remote.close!()
  await silent.close()
  await closed
  await expect(remote.dispatch('a', {}, providerCall())).rejects.toThrow('the provider is closed')
})

it('waits for DBOS to be launched, and knows the queues that there are', async () => {
  const asleep = dbosWorkflows({
    workflows: { workflow },
    dbos: Object.assign(Object.create(dbos), { isInitialized: () => false }),
  })
  await expect(asleep.dispatch('workflow', {}, providerCall())).rejects.toMatchObject({
    code: 'DBOS_NOT_LAUNCHED',
    retryable: true,
    message: expect.stringContaining('Await DBOS.launch()'),
  })
  await expect(asleep.health!({ signal: new AbortController().signal })).rejects.toThrow('DBOS is not launched')
  const nowhere = dbosWorkflows({ workflows: { workflow }, queueName: 'nowhere' })
  const unknown = { code: 'DBOS_QUEUE_UNKNOWN', retryable: false }
  await expect(nowhere.dispatch('workflow', {}, providerCall())).rejects.toMatchObject(unknown)
  await expect(nowhere.health!({ signal: new AbortController().signal })).rejects.toMatchObject(unknown)
})

it('keeps values that JSON does not know', async () => {
  const seen: unknown[] = []
  const input = {
    sku: 'Ünicode\0\r\n',
    at: new Date(0),
    big: 2n ** 70n,
    set: new Set([1]),
    text: 'x'.repeat(2_000_000),
  }
  look = (given) => seen.push(given)
  await dbosWorkflows({ workflows: { looking } }).execute('looking', input, providerCall())
  expect(seen).toEqual([input])
})

let look: (given: unknown) => unknown
const looking = DBOS.registerWorkflow(async (given: unknown) => void look(given), { name: 'look' })

it('lists everything that is wrong with its options', () => {
  const wrong = 1 as never
  expect(() => dbosWorkflows({ workflows: { a: wrong }, concurrency: 0, startTimeoutMs: 0.5 })).toThrow(
    'dbos `concurrency` has to be a whole number of 1 or more; `startTimeoutMs` has to be a whole number of 1 or more; ' +
      '`workflows`["a"] has to be a function.',
  )
  expect(() => dbosWorkflows({} as never)).toThrow('`workflows` has to be an object of workflows by their names.')
  const secret = 'mysql://root:geheim@db/x'
  const remote = () =>
    dbosRemoteWorkflows({ systemDatabaseUrl: secret, client, workflows: { a: 'b', c: wrong }, pollMs: -1 })
  expect(remote).toThrow(
    /`pollMs` has.*has to be an address of PostgreSQL.*"a"\] has no `queueName`.*"c"\] has to name/,
  )
  expect(remote).not.toThrow(/geheim/)
  expect(() => dbosRemoteWorkflows({ workflows: {} })).toThrow(ProviderError)
})
