import { describe, expect, it } from 'vitest'
import type { EmailProvider } from './email-provider.ts'
import { ProviderRegistry, type Providers } from './provider-registry.ts'

function email(close?: () => Promise<void>): EmailProvider {
  return { family: 'email', send: async () => undefined, close }
}

describe('the providers of an engine', () => {
  it('are found by tag, else the default of their family', () => {
    const [main, news] = [email(), email()]
    const registry = new ProviderRegistry({ email: main, news })
    expect(registry.find('email', 'news')).toBe(news)
    expect(registry.find('email', 'other')).toBe(main)
    expect(registry.find('email')).toBe(main)
    expect(registry.find('cache', 'news')).toBeUndefined()
    expect(registry.tagsOf('email')).toEqual(['news'])
  })

  it('tell whether there is one', () => {
    const registry = new ProviderRegistry({ news: email() })
    expect(registry.has('notification')).toBe(true)
    expect(registry.has('email')).toBe(true)
    expect(registry.has('email', 'news')).toBe(true)
    expect(registry.has('email', 'other')).toBe(false)
    expect(registry.has('cache')).toBe(false)
  })

  it.each<[unknown, string]>([
    [{ tag: { send() {} } }, 'providers["tag"]: it does not say what it is for'],
    [{ cache: email() }, 'providers["cache"]: it is a provider of family "email"'],
    [{ tag: { family: 'mail' } }, '"mail" is no family'],
    [{ tag: 'redis://' }, 'it is no provider'],
  ])('are refused where it cannot be told what for: %#', (providers, message) => {
    expect(() => new ProviderRegistry(providers as Providers)).toThrow(message)
  })

  it('are closed once each, all of them, also where one fails', async () => {
    const closed: string[] = []
    const shared = email(async () => void closed.push('shared'))
    const failing = email(async () => {
      closed.push('failing')
      throw new Error('no')
    })
    const registry = new ProviderRegistry({
      email: shared,
      emails: shared,
      failing,
      last: email(async () => void closed.push('last')),
    })
    await expect(registry.close()).rejects.toThrow('1 of the providers could not be closed')
    await expect(registry.close()).rejects.toThrow()
    expect(closed).toEqual(['shared', 'failing', 'last'])
  })
})
