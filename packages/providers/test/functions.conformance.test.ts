import { type ProviderBench, type ProviderHarness, runProviderSuite } from '@triggerkit/conformance'
import { type ActionDefinition, Trigger } from '@triggerkit/core'
import { apps, type FunctionEntry, publisher, withInput, workflows } from '@triggerkit/providers/functions'
import { z } from 'zod'

type Make = (entry: FunctionEntry) => unknown
type Failures = Pick<ProviderBench['failures'], 'unknown-target' | 'rejected'>

const none = (what: string) => ({ none: `the functions are of this process: there is no ${what}` })
const silence = (): Promise<never> => new Promise(() => undefined)
const unknown = { outcome: 'final', message: /knows no .*"sync"\. Did you mean "synch"\? There is: synch\./ } as const
const invalid = (make: Make): Failures['rejected'] => ({
  outcome: 'final',
  create: () => make(withInput(z.object({ order: z.number() }), () => 'done')),
  message: /does not take: order: Invalid input/,
  code: 'INPUT_INVALID',
})

function harnessOf(
  name: string,
  family: ProviderHarness['family'],
  make: Make,
  actions: ActionDefinition[],
  own: Failures,
) {
  let calls = 0
  const setup = async (): Promise<ProviderBench> => ({
    create: () => make(() => ({ called: ++calls })),
    actions: actions.map((action) => ({ action })),
    arrived: () => calls,
    failures: {
      down: none('server that could be down'),
      credentials: none('login'),
      tls: none('connection'),
      'too-large': none('limit of sizes'),
      ...own,
    },
    silent: () => make(silence),
    secrets: [],
    teardown: () => undefined,
  })
  runProviderSuite({ name, family, triedOn: 'the functions themselves', setup })
}

const flow: Make = (entry) => workflows({ sync: entry })
const flows = [Trigger.workflow.execute('sync', { a: 1 }), Trigger.workflow.dispatch('flows:sync', { a: 1 })]
const noFlow = { ...unknown, create: () => workflows({ synch: silence }), code: 'WORKFLOW_UNKNOWN' }
harnessOf('workflows()', 'workflow', flow, flows, { 'unknown-target': noFlow, rejected: invalid(flow) })

const app: Make = (entry) => apps({ crm: { sync: entry } })
const noAction = { ...unknown, create: () => apps({ crm: { synch: silence } }), code: 'APP_ACTION_UNKNOWN' }
const synced = [Trigger.action.execute('crm', 'sync', { a: 1 })]
harnessOf('apps()', 'action', app, synced, { 'unknown-target': noAction, rejected: invalid(app) })

const queue: Make = (entry) =>
  publisher((_topic, message, _options, run) => (typeof entry === 'function' ? entry(message, run) : undefined))
const refusal = { code: 'QUEUE_FULL', status: 409, retryable: false }
const refuse = () => queue(() => Promise.reject(Object.assign(new Error('it is full'), refusal)))
harnessOf('publisher()', 'broker', queue, [Trigger.broker.publish('queue:orders', { a: 1 })], {
  'unknown-target': none('topic that the provider knows'),
  rejected: {
    outcome: 'final',
    create: refuse,
    message: /publishes to "orders": it is full/,
    code: 'QUEUE_FULL',
    status: 409,
  },
})
