import type { Delivery } from '../delivery/delivery.ts'

const common = {
  subpath: 'functions',
  vendor: [],
  retried: 'what the function throws, unless it has `retryable: false`; its `code`, `status` and `retryAfterMs` count',
  tried: 'the functions themselves: nothing else is between',
} as const

const key = 'given to the function as `run.idempotencyKey`: passing it on is the function’s part'

export const deliveries: readonly Delivery[] = [
  {
    ...common,
    provider: 'workflows()',
    family: 'workflow',
    confirmed:
      "`execute`: once the function has resolved. `dispatch`: once the function is on its way in this process; **it is lost where the process dies**. For what must not be lost: `dbosWorkflows()`, `temporal()`, or `workflow.execute` with `timing: 'queued'`",
    idempotency: `${key}; a repeated key joins the run that is still under way in this process`,
    final: 'an unknown workflow, an input that its schema refuses, `retryable: false`',
    limits:
      '100 dispatched functions at a time, 10,000 wait in memory, more are refused for another attempt; `close` waits 10 s for them; a dispatched function that fails is not tried again: `onError` hears of it',
    bulk: 'one call for each row',
  },
  {
    ...common,
    provider: 'apps()',
    family: 'action',
    confirmed: 'once the function has resolved',
    idempotency: key,
    final: 'an unknown application or action, an input that its schema or `validate` refuses, `retryable: false`',
    limits: 'none of its own',
    bulk: 'one call for each row',
  },
  {
    ...common,
    provider: 'publisher()',
    family: 'broker',
    confirmed: 'once the function has resolved: it should wait until the queue has the message',
    idempotency: key,
    final: '`retryable: false`',
    limits: 'none of its own',
    bulk: 'one call for each message',
  },
]
