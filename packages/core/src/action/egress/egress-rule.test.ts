import { describe, expect, it } from 'vitest'
import { parseEgressRule, ruleMatches } from './egress-rule.ts'
import { parseIpAddress } from './ip-address.ts'

function matches(text: string, host: string, port: number, address?: string, unresolved?: boolean): boolean {
  const rule = parseEgressRule(text)
  if (typeof rule === 'string') throw new Error(rule)
  return ruleMatches(
    rule,
    { host, port, ips: address === undefined ? undefined : parseIpAddress(address)!.forms },
    unresolved,
  )
}

describe('R46 rules', () => {
  it.each([
    ['api.example.com', 'api.example.com', true],
    ['API.Example.com.', 'api.example.com', true],
    ['api.example.com', 'x.api.example.com', false],
    ['api.example.com', 'api.example.com.evil.com', false],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'evilexample.com', false],
    ['bücher.example', 'xn--bcher-kva.example', true],
    ['localhost', 'localhost', true],
    ['api.example.com:8443', 'api.example.com', false],
  ])('%s on the name %s: %s', (rule, host, expected) => {
    expect(matches(rule, host, 443)).toBe(expected)
  })

  it.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '64:ff9b::10.1.2.3', true],
    ['10.0.0.0/8', '2002:a01:203::', false],
    ['fd00::/8', 'fd12::1', true],
    ['[fd00::/8]', 'fd12::1', true],
    ['fd00::1', 'fd00::1', true],
    ['[fd00::1]:443', 'fd00::1', true],
    ['[fd00::1]:8443', 'fd00::1', false],
    ['10.0.0.0/8:443', '10.1.2.3', true],
    ['10.0.0.0/8:8443', '10.1.2.3', false],
    ['::1', '127.0.0.1', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['::/0', '8.8.8.8', false],
    ['api.example.com', '10.1.2.3', false],
  ])('%s on the address %s: %s', (rule, address, expected) => {
    expect(matches(rule, 'name.test', 443, address)).toBe(expected)
  })

  it('a range speaks of a name that is not resolved only where that is asked for', () => {
    expect([matches('10.0.0.0/8', 'a.test', 80), matches('10.0.0.0/8', 'a.test', 80, undefined, true)]).toEqual([
      false,
      true,
    ])
  })

  it.each([
    ['', 'is no name of a host'],
    ['*', 'is no name of a host'],
    ['*.', 'is no name of a host'],
    ['a.*.com', 'is no name of a host'],
    ['https://api.example.com', 'expected a host'],
    ['api.example.com/path', 'is no name of a host'],
    ['user@example.com', 'is no name of a host'],
    ['a..b', 'is no name of a host'],
    ['a b', 'is no name of a host'],
    ['%31.example.com', 'is no name of a host'],
    ['0x7f.1', 'write the address as "127.0.0.1"'],
    ['１２７.0.0.1', 'write the address as "127.0.0.1"'],
    ['127.1', 'neither an address nor a range'],
    ['0177.0.0.1', 'neither an address nor a range'],
    ['256.0.0.1', 'neither an address nor a range'],
    ['10.0.0.0/33', 'ends in /0 to /32'],
    ['10.0.0.0/-1', 'ends in /0 to /32'],
    ['10.0.0.0/8/8', 'neither an address nor a range'],
    ['10.0.0.1/8', 'write "10.0.0.0/8"'],
    ['fd00::1/8', 'write "fd00::/8"'],
    ['fd00::/129', 'ends in /0 to /128'],
    ['::ffff:10.0.0.1', 'not mapped into IPv6'],
    ['fe80::1%eth0', 'a zone has no place'],
    ['[fd00::1', 'expected a host'],
    ['[fd00::1]:', 'expected a host'],
    ['api.example.com:0', 'there is no port 0'],
    ['api.example.com:65536', 'there is no port 65536'],
    ['api.example.com:http', 'expected a host'],
  ])('%j is none: %s', (text, problem) => {
    expect(parseEgressRule(text)).toContain(problem)
  })
})
