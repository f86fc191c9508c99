import { inspect } from 'node:util'
import { ActionError, ProviderError } from '@triggerkit/core'
import { expect, it, vi } from 'vitest'
import { failureKinds, type ProviderFailureCase } from '../provider-harness.ts'
import { actionName, closeProvider, perform, triggerName } from './perform.ts'
import type { ProviderCase } from './provider-case.ts'

const whole = { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null } as const

/** What goes wrong is said, is final or not, and tells no secret. */
export function errorsConformance(subject: ProviderCase): void {
  it.each(failureKinds)(
    '%s: retry or final, with provider, trigger, action and remedy, without secrets',
    async (kind) => {
      const { harness, bench } = subject
      const failure = bench.failures[kind]
      if ('none' in failure) {
        expect(failure.none).not.toBe('')
        return
      }
      const logged = spyOnConsole()
      let lines = ''
      const provider = await failure.create()
      try {
        const report = await perform(harness, provider, failure.action ?? bench.actions[0]!)
        expect(report.status).toBe('failed')
        expectTold(report.error, failure, subject, provider as { name: string })
      } finally {
        await closeProvider(provider)
        lines = inspect(logged(), whole)
      }
      for (const secret of bench.secrets) expect(lines).not.toContain(secret)
    },
  )
}

function expectTold(
  error: Error | undefined,
  failure: ProviderFailureCase,
  { bench }: ProviderCase,
  { name }: { name: string },
): void {
  expect(ActionError.isInstance(error), inspect(error)).toBe(true)
  const { message, cause } = error as Error
  expect(message).toContain(`Action "${actionName}" of trigger "${triggerName}"`)
  expect(message).toMatch(failure.message)
  if ((error as ActionError).code !== 'ACTION_INPUT') {
    expect(ProviderError.isInstance(cause), inspect(cause)).toBe(true)
    expect((cause as ProviderError).retryable).toBe(failure.outcome === 'retry')
    expect((cause as ProviderError).provider).toMatch(new RegExp(`^${name}\\b`))
    expect(message).toContain((cause as ProviderError).provider)
    if (failure.code !== undefined) expect((cause as ProviderError).code).toBe(failure.code)
    if (failure.status !== undefined) expect((cause as ProviderError).status).toBe(failure.status)
  } else expect(failure.outcome).toBe('final')
  const told = inspect(error, whole)
  for (const secret of bench.secrets) expect(told).not.toContain(secret)
}

/** What is written to the console from now on, by whomever; the function ends it and gives all of it. */
function spyOnConsole(): () => unknown[] {
  const spies = (['debug', 'error', 'info', 'log', 'warn'] as const).map((level) => vi.spyOn(console, level))
  return () => {
    const lines = spies.flatMap(({ mock }) => mock.calls)
    for (const spy of spies) spy.mockRestore()
    return lines
  }
}
