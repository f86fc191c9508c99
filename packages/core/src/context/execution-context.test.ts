import { expect, it } from 'vitest'
import { createTriggers } from '../index.ts'
import { begun, currentContext } from './execution-context.ts'

/** A promise as Prisma makes them: nothing happens before somebody awaits it. */
function lazy<T>(work: () => T): PromiseLike<T> {
  return {
    // biome-ignore lint/suspicious/noThenProperty: it is what is tested
    then: (resolve, reject) => Promise.resolve().then(work).then(resolve, reject),
  }
}

it('what withContext and without return has begun, so that it knows its context', async () => {
  const triggers = createTriggers()
  const user = await triggers.withContext({ user: { id: 7 } }, () => lazy(() => currentContext().values.user))
  expect(user).toEqual({ id: 7 })
  const muted = await triggers.without({ reason: 'a test' }, () => lazy(() => currentContext().muted?.tags))
  expect(muted).toBe('all')
})

it('a lazy failure is the one that is awaited', async () => {
  const failing = begun(
    lazy(() => {
      throw new Error('no')
    }),
  )
  await expect(failing).rejects.toThrow('no')
})

it('everything else is given back as it is', () => {
  const promise = Promise.resolve(1)
  // biome-ignore lint/suspicious/noThenProperty: it is what is tested
  const plain = { then: 1 }
  expect(begun(promise)).toBe(promise)
  expect(begun(plain)).toBe(plain)
  expect(begun(3)).toBe(3)
})
