import { describe, expect, it } from 'vitest'
import type { EgressOptions } from './egress-options.ts'
import { EgressPolicy } from './egress-policy.ts'

/** `port` is 443 where it does not matter. */
function rule(options: EgressOptions, host: string, address: string, port = 443): string {
  return new EgressPolicy(options, true).judge(host, port, address)?.rule ?? 'allowed'
}

describe('R46 the policy', () => {
  it.each<[EgressOptions, string, string, number, string]>([
    [{}, 'a.test', '8.8.8.8', 443, 'allowed'],
    [{}, 'a.test', '10.0.0.1', 443, 'address'],
    [{}, 'a.test', 'nonsense', 443, 'address'],
    [{}, 'a.test', '', 443, 'address'],
    [{}, 'a.test', 'fe80::1%2', 443, 'address'],
    [{ allow: ['a.test'] }, 'a.test', '10.0.0.1', 443, 'allowed'],
    [{ allow: ['a.test'] }, 'b.test', '10.0.0.1', 443, 'address'],
    [{ allow: ['10.0.0.0/8'] }, 'b.test', '10.0.0.1', 443, 'allowed'],
    [{ allow: ['10.0.0.0/8'] }, 'b.test', '192.168.0.1', 443, 'address'],
    [{ allow: ['10.0.0.0/8'] }, 'b.test', '10.0.0.1', 6379, 'port'],
    [{ allow: ['10.0.0.0/8:6379'] }, 'b.test', '10.0.0.1', 6379, 'allowed'],
    [{ allow: ['10.0.0.0/8:6379'] }, 'b.test', '10.0.0.1', 443, 'address'],
    [{ allow: ['a.test:25'] }, 'a.test', '8.8.8.8', 25, 'allowed'],
    [{ allow: ['a.test:25'] }, 'b.test', '8.8.8.8', 25, 'port'],
    [{ allow: ['a.test'], deny: ['a.test'] }, 'a.test', '8.8.8.8', 443, 'deny'],
    [{ allow: ['a.test'], deny: ['10.0.0.0/8'] }, 'a.test', '10.0.0.1', 443, 'deny'],
    [{ allow: ['2002::/16'], deny: ['10.0.0.0/8'] }, 'a.test', '2002:a00:1::', 443, 'deny'],
    [{ allow: ['64:ff9b::/96'], deny: ['10.0.0.0/8'] }, 'a.test', '64:ff9b::a00:1', 443, 'deny'],
    [{ deny: ['8.8.8.8:8080'] }, 'a.test', '8.8.8.8', 443, 'allowed'],
    [{ deny: ['8.8.8.8:8080'] }, 'a.test', '8.8.8.8', 8080, 'deny'],
    [{ deny: ['*.test'] }, 'a.test', '8.8.8.8', 443, 'deny'],
    [{ closed: true, allow: ['a.test'] }, 'a.test', '8.8.8.8', 443, 'allowed'],
    [{ closed: true, allow: ['a.test'] }, 'b.test', '8.8.8.8', 443, 'closed'],
    [{ closed: true, allow: ['8.8.8.0/24'] }, 'b.test', '8.8.8.8', 443, 'allowed'],
    [{ closed: true, allow: ['8.8.8.0/24'] }, 'b.test', '8.8.4.4', 443, 'closed'],
    [{ ports: [443] }, 'a.test', '8.8.8.8', 80, 'port'],
    [{ ports: ['8000-8999'] }, 'a.test', '8.8.8.8', 8443, 'allowed'],
    [{ ports: ['6000-6999'] }, 'a.test', '8.8.8.8', 6379, 'allowed'],
    [{ ports: [] }, 'a.test', '8.8.8.8', 443, 'port'],
    [{ allow: ['0.0.0.0/0', '::/0', 'a.test'] }, 'a.test', '169.254.169.254', 443, 'metadata'],
    [{ allow: ['0.0.0.0/0', '::/0', 'a.test'] }, 'a.test', '2002:a9fe:a9fe::', 443, 'metadata'],
  ])('R46 %j: %s at %s, port %i is %s', (options, host, address, port, expected) => {
    expect(rule(options, host, address, port)).toBe(expected)
  })

  it('R46 without it code reaches all but metadata services', () => {
    const policy = new EgressPolicy({ closed: true, allow: ['a.test'], deny: ['10.0.0.0/8'] }, false)
    expect(policy.judge('b.test', 25, '10.0.0.1')).toBeUndefined()
    expect(policy.judge('b.test', 80, '100.100.100.200')).toBeUndefined()
    expect(policy.judge('b.test', 80, '::ffff:169.254.169.254')).toMatchObject({ rule: 'metadata' })
  })
})
