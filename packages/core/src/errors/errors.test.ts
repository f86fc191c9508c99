import { runInNewContext } from 'node:vm'
import { describe, expect, it, vi } from 'vitest'
import { ActionError } from './action-error.ts'
import { AfterCommitError } from './after-commit-error.ts'
import { ArgumentError } from './argument-error.ts'
import { LimitExceededError } from './limit-exceeded-error.ts'
import { LockWaitError } from './lock-wait-error.ts'
import { ProviderMissingError } from './provider-missing-error.ts'
import { StoreConflictError } from './store-conflict-error.ts'
import { toError } from './to-error.ts'
import { TransactionClosedError } from './transaction-closed-error.ts'
import { TriggerDefinitionError } from './trigger-definition-error.ts'
import { TriggerDepthError } from './trigger-depth-error.ts'
import { TriggerExistsError } from './trigger-exists-error.ts'
import { TriggerNotFoundError } from './trigger-not-found-error.ts'
import { isTriggerkitError, TriggerkitError } from './triggerkit-error.ts'
import { UnsupportedWriteError } from './unsupported-write-error.ts'
import { WriteConflictError } from './write-conflict-error.ts'
import { WriteRejectedError } from './write-rejected-error.ts'

const where = { trigger: 'audit', action: 'log', event: 'afterInsert', table: 'orders' }
const errors = [
  new TriggerDefinitionError({ trigger: 'audit', problems: [{ path: 'events', message: 'expected …' }] }),
  new WriteRejectedError({ ...where, message: 'No stock', code: 'NO_STOCK', field: 'stock' }),
  new WriteConflictError({ table: 'orders', expected: 3, found: 2 }),
  new ActionError({ ...where, cause: new Error('refused'), attempts: 3 }),
  new AfterCommitError({ errors: [new Error('a'), new Error('b')] }),
  new TriggerDepthError({ chain: ['a', 'b'], maxDepth: 16 }),
  new ProviderMissingError({ ...where, family: 'email', tag: 'emails' }),
  new TransactionClosedError({ table: 'orders', operation: 'insert' }),
  new LockWaitError({ table: 'orders' }),
  new LimitExceededError({ limit: 10, found: 11, triggers: ['a', 'b'] }),
  new UnsupportedWriteError({ message: 'Not so.', table: 'orders' }),
  new StoreConflictError({ tag: 'audit', expected: 1, found: 3 }),
  new TriggerExistsError({ tag: 'audit', product: 'shop', database: 'orders-db' }),
  new TriggerNotFoundError({ tag: 'adit', product: 'shop', database: 'orders-db', known: ['audit', 'welcome'] }),
  new ArgumentError({ method: 'triggers.fetch(tag)', problems: [{ path: 'tag', message: 'expected …' }] }),
]

describe('errors', () => {
  it('say what, where, and how to mend it', () => {
    expect(errors.map(({ name, code, message }) => `${name} ${code}: ${message}`)).toMatchInlineSnapshot(`
      [
        "TriggerDefinitionError TRIGGER_DEFINITION: The definition of trigger "audit" has 1 problem:
        - events: expected …",
        "WriteRejectedError NO_STOCK: No stock",
        "WriteConflictError WRITE_CONFLICT: Rows of orders were changed by another transaction between the triggers' look at them and the write: 3 rows were looked at, 2 could be written. Run the transaction again, or use a stricter isolation level.",
        "ActionError ACTION_FAILED: Action "log" of trigger "audit" (afterInsert on orders) failed after 3 attempts: refused",
        "AfterCommitError AFTER_COMMIT: The write is committed, but 2 actions after it failed. Do not repeat the write.
        - a
        - b",
        "TriggerDepthError TRIGGER_DEPTH: Triggers led to one another more than 16 times: a → b. Break the circle with a condition (such as \`changed\`) or with \`triggers.without(…)\`, or raise \`maxDepth\`.",
        "ProviderMissingError PROVIDER_MISSING: Action "log" of trigger "audit" (afterInsert on orders) needs a provider of family "email" for "emails", and there is none. Add one: createTriggers({ providers: { email: … } }).",
        "TransactionClosedError TRANSACTION_CLOSED: An insert on orders came through a transaction that has already ended; it was not carried out. Await everything that belongs to a transaction before it ends.",
        "LockWaitError LOCK_WAIT: An operation on orders waits for a transaction that its own caller holds open, and would wait for ever. Use the transaction's own handle (the manager, client or session that the transaction was given) for it, or await it after the commit.",
        "LimitExceededError LIMIT_EXCEEDED: The transaction would leave 11 actions of "a", "b" to run after its commit; at most 10 may wait, so nothing was written. Use \`timing: 'queued'\` or \`forEach: 'write'\` on them, or raise \`maxPendingActions\`.",
        "UnsupportedWriteError UNSUPPORTED_WRITE: Not so.",
        "StoreConflictError STORE_CONFLICT: The stored trigger "audit" is at version 3, and the change was made for version 1; nothing was stored. Fetch it again and repeat the change on what it is now, or name no version: then the last change wins.",
        "TriggerExistsError TRIGGER_EXISTS: There is a stored trigger "audit" for product "shop" and database "orders-db" already. Change it with triggers.update, or give the new one another tag.",
        "TriggerNotFoundError TRIGGER_NOT_FOUND: There is no stored trigger "adit" for product "shop" and database "orders-db". Did you mean "audit"?",
        "ArgumentError ARGUMENTS: triggers.fetch(tag) was called with a wrong argument:
        - tag: expected …",
      ]
    `)
  })

  it('carry their fields as data', () => {
    expect(errors[1]).toMatchObject({ ...where, code: 'NO_STOCK', field: 'stock', data: { ...where, field: 'stock' } })
    expect(errors[3]).toMatchObject({ ...where, attempts: 3, cause: new Error('refused') })
    expect(errors[4]).toMatchObject({ committed: true, errors: [new Error('a'), new Error('b')] })
    expect(JSON.parse(JSON.stringify(errors[5]))).toMatchObject({ code: 'TRIGGER_DEPTH', chain: ['a', 'b'] })
  })

  it('recognise their own class and the base, and nothing else', () => {
    for (const error of errors) {
      const own = error.constructor as typeof TriggerkitError
      expect(error).toBeInstanceOf(TriggerkitError)
      expect(TriggerkitError.isInstance(error)).toBe(true)
      expect(isTriggerkitError(error)).toBe(true)
      expect(own.isInstance(error)).toBe(true)
      expect(own.isInstance(new TriggerkitError({ code: 'X', message: 'x' }))).toBe(false)
      expect(own.isInstance(new Error('x'))).toBe(false)
    }
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
      },
    )
    for (const value of [null, undefined, 'x', 5, {}, hostile]) expect(isTriggerkitError(value)).toBe(false)
  })

  it('recognise errors of another copy of the core', async () => {
    vi.resetModules()
    const other = await import('./write-rejected-error.ts')
    const error = new other.WriteRejectedError({ message: 'no' })
    expect(error).not.toBeInstanceOf(WriteRejectedError)
    expect(WriteRejectedError.isInstance(error)).toBe(true)
    expect(ActionError.isInstance(error)).toBe(false)
    expect(TriggerkitError.isInstance(error)).toBe(true)
  })

  it('shorten long lists', () => {
    const problems = Array.from({ length: 80 }, (_, index) => ({ path: `a[${index}]`, message: 'wrong' }))
    const { message } = new TriggerDefinitionError({ problems })
    expect(message).toContain('A trigger definition has 80 problems:\n  - a[0]: wrong')
    expect(message).toContain('… and 30 more')
  })
})

describe('toError', () => {
  it.each([
    ['an error', new Error('x')],
    ['a subclass', new TypeError('x')],
    ['a frozen error', Object.freeze(new Error('x'))],
    ['an error of another realm', runInNewContext('new Error("x")') as Error],
  ])('leaves %s the very same object', (_, error) => {
    expect(toError(error, where)).toBe(error)
  })

  it.each([
    ['undefined', undefined, 'undefined'],
    ['a string', 'boom', '"boom"'],
    ['a number', 5, '5'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a frozen object', Object.freeze({ code: 1 }), '{ code: 1 }'],
    ['an object without a prototype', Object.create(null) as object, '{}'],
    ['an error with a throwing message', throwingError(), 'unreadable Error'],
    ['a proxy that throws', throwingProxy(), 'unreadable object'],
    ['a revoked proxy', revokedProxy(), 'unreadable object'],
  ])('makes an error that names the trigger of %s', (_, thrown, described) => {
    const error = toError(thrown, where)
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toBe(
      `Action "log" of trigger "audit" (afterInsert on orders) threw ${described} instead of an Error. ` +
        'Throw an Error, which has a message and a stack.',
    )
    expect(error.cause).toBe(thrown)
    expect(new ActionError({ ...where, cause: thrown }).message).toContain('failed: ')
  })
})

function throwingError(): Error {
  return Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('inner')
    },
  })
}

function throwingProxy(): object {
  const fail = (): never => {
    throw new Error('trap')
  }
  return new Proxy(new Error('x'), { get: fail, getPrototypeOf: fail, ownKeys: fail, has: fail })
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
