import { describe, expect, it } from 'vitest'
import { toRun } from '../action/run-fixture.ts'
import { SecretStore } from './secret-store.ts'

const run = toRun({ type: 'http.post', payload: { url: 'https://a.example' } })
const stored = { ...run, trigger: { ...run.trigger, origin: 'stored' as const } }
const secrets = { open: { value: 'value-1', stored: true }, closed: { value: 'value-2' }, plain: 'value-3' }

describe('secrets of stored definitions', () => {
  it('R48 are those that say so', async () => {
    for (const store of [new SecretStore(secrets), new SecretStore((name) => secrets[name as 'open'])]) {
      expect(await store.resolve('open', stored)).toEqual({ name: 'open', value: 'value-1', hosts: undefined })
      for (const name of ['closed', 'plain']) {
        await expect(store.resolve(name, stored)).rejects.toThrow(`the secret "${name}" is not for stored definitions`)
        expect(await store.resolve(name, run)).toMatchObject({ name })
      }
    }
  })

  it('R48 check() knows before', () => {
    const store = new SecretStore(secrets)
    expect(['open', 'closed', 'plain', 'none', 'toString'].map((name) => store.problemOf(name, 'stored'))).toEqual([
      undefined,
      'not-stored',
      'not-stored',
      'unknown',
      'unknown',
    ])
    expect(store.problemOf('plain', 'code')).toBeUndefined()
    expect(new SecretStore(() => undefined).problemOf('x', 'stored')).toBeUndefined()
  })
})
