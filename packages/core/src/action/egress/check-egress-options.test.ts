import { describe, expect, it } from 'vitest'
import { createTriggers } from '../../engine/triggers.ts'
import { OptionsError } from '../../errors/options-error.ts'
import { checkEgressOptions } from './check-egress-options.ts'

const pathsOf = (options: unknown): string[] => checkEgressOptions(options).map(({ path }) => path)

describe('R46 the option `egress`', () => {
  it('takes all of its options', () => {
    const options = {
      allow: ['api.example.com', '*.example.com:8443', '10.0.0.0/8', '[fd00::/8]:8080', '::1'],
      deny: ['169.254.169.254', '0.0.0.0/0'],
      closed: true,
      applyToCode: true,
      ports: [80, 443, '8000-8999'],
      maxRedirects: 0,
      maxResponseBytes: 1,
      maxHeaderBytes: 1_024,
      resolve: async () => [],
      unsafeFetchForStored: false,
    }
    expect(checkEgressOptions(options)).toEqual([])
    expect(checkEgressOptions(undefined)).toEqual([])
    expect(checkEgressOptions({ allow: undefined })).toEqual([])
  })

  it('tells all that is wrong at once, before anything is made', () => {
    const egress = {
      alow: ['a.test'],
      allow: ['10.0.0.1/8', 5, 'http://x/'],
      deny: 'a.test',
      closed: 'yes',
      ports: [0, 65_536, '9-8', 'http', 1.5, null],
      maxRedirects: 11,
      maxResponseBytes: -1,
      maxHeaderBytes: Number.NaN,
      resolve: 'dns',
    }
    const create = (): unknown => createTriggers({ egress: egress as never })
    expect(create).toThrow(OptionsError)
    expect(create).toThrow(
      /^The options of createTriggers have 16 problems:\n {2}- egress\.alow: unknown option "alow"/,
    )
    expect(pathsOf(egress)).toEqual([
      'egress.alow',
      'egress.allow[0]',
      'egress.allow[1]',
      'egress.allow[2]',
      'egress.deny',
      'egress.closed',
      'egress.ports[0]',
      'egress.ports[1]',
      'egress.ports[2]',
      'egress.ports[3]',
      'egress.ports[4]',
      'egress.ports[5]',
      'egress.maxRedirects',
      'egress.maxResponseBytes',
      'egress.maxHeaderBytes',
      'egress.resolve',
    ])
    expect(checkEgressOptions(egress)[0]).toMatchObject({ suggestion: 'allow' })
  })

  it.each([null, 5, [], 'x'])('is no %j', (options) => {
    expect(pathsOf(options)).toEqual(['egress'])
  })

  it.each(['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', 'metadata.google.internal'])(
    'R46 opens no metadata service: %s',
    (text) => {
      expect(checkEgressOptions({ allow: [text] })).toMatchObject([
        { path: 'egress.allow[0]', message: expect.stringContaining('which no rule opens') },
      ])
    },
  )

  it('is not closed to everything', () => {
    expect(pathsOf({ closed: true })).toEqual(['egress.closed'])
  })
})
