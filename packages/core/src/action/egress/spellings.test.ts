import { afterAll, describe, expect, it } from 'vitest'
import { ActionError } from '../../errors/action-error.ts'
import { Egress } from './egress.ts'
import { EgressPolicy } from './egress-policy.ts'
import { plainHost, portOf } from './egress-rule.ts'
import { failureOf, sendAs } from './fixture/send.ts'
import { type Fate, spellings } from './fixture/spellings.ts'

const lookedUp: string[] = []
const egress = new Egress({
  resolve: async (hostname) => {
    lookedUp.push(hostname)
    return ['93.184.216.34', '10.0.0.1']
  },
})

afterAll(() => egress.close())

const of = (fate: Fate): [url: string, why: string][] =>
  spellings.filter(([, found]) => found === fate).map(([url, , why]) => [url, why])

describe(`R46 ${spellings.length} addresses as a stored definition may write them`, () => {
  it('are many, each once', () => {
    expect(new Set(spellings.map(([url]) => url)).size).toBe(spellings.length)
    expect(spellings.length).toBeGreaterThan(180)
  })

  it.each(of('refused'))('R46 refuses %s: %s', async (url) => {
    lookedUp.length = 0
    const { code, retryable, data } = await failureOf(sendAs(egress, 'stored', { url }))
    expect({ code, retryable }).toEqual({ code: 'EGRESS_REFUSED', retryable: false })
    expect(['address', 'port']).toContain(data.rule)
    expect(lookedUp).toEqual([])
  })

  it.each(of('metadata'))('R46 refuses %s: metadata, %s', async (url) => {
    const open = new EgressPolicy({ allow: ['0.0.0.0/0', '::/0', '*.internal', '*.goog'] }, true)
    expect(judge(open, url)).toBe('metadata')
    expect((await failureOf(sendAs(egress, 'stored', { url }))).data).toMatchObject({ rule: 'metadata' })
  })

  it.each(of('no address'))('R46 takes %j for no address: %s', async (url) => {
    const error: unknown = await sendAs(egress, 'stored', { url }).catch((thrown: unknown) => thrown)
    expect(ActionError.isInstance(error) && error.code).toBe('ACTION_INPUT')
  })

  it.each(of('looked up'))('R46 looks %s up, and judges what it leads to: %s', async (url) => {
    lookedUp.length = 0
    const error = await failureOf(sendAs(egress, 'stored', { url }))
    expect(error).toMatchObject({ code: 'EGRESS_REFUSED', retryable: false, data: { rule: 'address' } })
    expect(lookedUp).toEqual([new URL(url).hostname])
    expect(error.message).not.toContain('10.0.0.1')
  })

  it.each(of('allowed'))('R46 lets %s through: %s', (url) => {
    expect(judge(new EgressPolicy({}, true), url)).toBeUndefined()
  })

  it.each([...of('refused'), ...of('allowed')])('R46 lets code reach %s: %s', (url) => {
    expect(judge(new EgressPolicy({ deny: ['0.0.0.0/0', '::/0'], closed: true }, false), url)).toBeUndefined()
  })
})

/** The rule that refuses it, before anything is looked up. */
function judge(policy: EgressPolicy, written: string): string | undefined {
  const url = new URL(written)
  return policy.judgeHost(plainHost(url.hostname), portOf(url), { unresolved: false })?.rule
}
