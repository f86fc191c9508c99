import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkCodes } from './check-codes.ts'

it('docs/check.md explains every code, with its severities', () => {
  const page = readFileSync(new URL('../../../../docs/check.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| ([a-z, ]+?) +\| (.+?) +\| (.+?) +\|$/gm)]
  expect(Object.fromEntries(rows.map(([, code, severities]) => [code, severities!.split(', ')]))).toEqual(checkCodes)
})
