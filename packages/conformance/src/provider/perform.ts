import { type ActionReport, createTriggers, type Provider, type Triggers } from '@triggerkit/core'
import type { AnyProvider, ProviderAction, ProviderHarness } from '../provider-harness.ts'

export const triggerName = 'the-trigger'
export const actionName = 'the-action'

/** What an action came to, in an engine of its own whose only provider is this one. */
export async function perform(
  harness: ProviderHarness,
  provider: unknown,
  { action, record = { id: 7 } }: ProviderAction,
  options: { timeout?: number } = {},
): Promise<ActionReport> {
  const triggers = engineWith(harness, provider)
  triggers.register('orders', {
    name: triggerName,
    events: ['afterInsert'],
    actions: [{ ...action, name: actionName, ...options }],
  })
  const report = await triggers.execute('afterInsert', { table: 'orders', record })
  return report.triggers[0]!.actions[0]!
}

export function engineWith({ family }: ProviderHarness, provider: unknown): Triggers {
  return createTriggers({ providers: { [family]: provider as never }, onError: () => undefined })
}

/** The same provider, with what its methods return kept: whether an attempt that was given up has ended. */
export function watched(provider: AnyProvider): { provider: AnyProvider; calls: Promise<unknown>[] } {
  const calls: Promise<unknown>[] = []
  const proxy = new Proxy(provider, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target)
      if (typeof member !== 'function') return member
      return (...given: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, given)
        if (answer instanceof Promise) calls.push(answer.catch(() => undefined))
        return answer
      }
    },
  })
  return { provider: proxy, calls }
}

export async function closeProvider(provider: unknown): Promise<void> {
  await (provider as Provider).close?.()
}
