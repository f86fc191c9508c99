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

  it('are found by the whole tag before what precedes its colon', () => {
    const [main, mails, welcome] = [email(), email(), email()]
    const registry = new ProviderRegistry({ email: main, emails: mails, 'emails:welcome-message': welcome })
    expect(registry.find('email', 'emails:welcome-message')).toBe(welcome)
    expect(registry.find('email', 'emails:other')).toBe(mails)
    expect(registry.find('email', 'emails')).toBe(mails)
    expect(registry.find('email', 'others:welcome-message')).toBe(main)
    const only = new ProviderRegistry({ 'emails:welcome-message': welcome })
    expect(only.find('email', 'emails:other')).toBeUndefined()
    expect(only.has('email', 'emails:welcome-message')).toBe(true)
  })

  it('are given by tags within their family too, where one tag may stand for several families', () => {
    const [mails, sms] = [{ send: async () => 1 }, { send: async () => 2 }]
    const registry = new ProviderRegistry({ email: { main: mails }, sms: { main: sms } })
    expect(registry.find('email', 'main')).toBe(mails)
    expect(registry.find('sms', 'main:code')).toBe(sms)
    expect(registry.find('sms', 'other')).toBeUndefined()
    expect(registry.find('sms')).toBeUndefined()
    expect(registry.tagsOf('sms')).toEqual(['main'])
  })

  it('that are a class or have messages are never taken for several', () => {
    class Mailer implements EmailProvider {
      readonly messages = { hello: { text: 'Hello' } }
      send = async (): Promise<unknown> => undefined
    }
    const plain: EmailProvider = { messages: { hello: { text: 'Hello' } }, send: async () => undefined }
    const mailer = new Mailer()
    expect(new ProviderRegistry({ email: mailer }).find('email')).toBe(mailer)
    expect(new ProviderRegistry({ email: plain }).find('email')).toBe(plain)
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
    [{ cache: { main: email() } }, 'providers["cache"]["main"]: it is a provider of family "email"'],
    [{ cache: ['redis'] }, 'providers["cache"]: it is no provider'],
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
