import { expect, it } from 'vitest'
import { toJobId } from './job-id.ts'

it.each([
  ['orders-7', 'orders-7'],
  ['a:b:c', 'a%3Ab%3Ac'],
  ['a%3Ab', 'a%253Ab'],
  ['17', '%17'],
  ['-5', '%-5'],
  ['NaN', '%NaN'],
  ['0', '%0'],
  ['0:1', '0%3A1'],
  ['017', '017'],
])('%s is %s', (key, id) => expect(toJobId(key)).toBe(id))
