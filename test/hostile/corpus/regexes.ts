import { type RefusedDefinition, withCondition } from '../hostile-case.ts'

const matches = (value: unknown): Record<string, unknown> =>
  withCondition({ field: 'name', operator: 'MATCHES', value })

/** Regular expressions that are no such, or that would be too much work. */
export const regexes: readonly RefusedDefinition[] = [
  { tries: 'a group that never ends', definition: matches('(a'), problem: 'condition.value' },
  { tries: 'a class that never ends', definition: matches('[a'), problem: 'condition.value' },
  { tries: 'a repetition of nothing', definition: matches('*'), problem: 'condition.value' },
  { tries: 'a backward range', definition: matches('[z-a]'), problem: 'condition.value' },
  { tries: 'a backward count', definition: matches('a{3,1}'), problem: 'condition.value' },
  { tries: 'a backreference', definition: matches('(a+)\\1'), problem: 'no backreferences' },
  { tries: 'a look ahead', definition: matches('(?=a+)a'), problem: 'no look-around' },
  { tries: 'a negative look ahead', definition: matches('(?!a)b'), problem: 'no look-around' },
  { tries: 'a look behind', definition: matches('(?<=a)b'), problem: 'no look-around' },
  { tries: 'a million steps', definition: matches('(a{1000}){1000}'), problem: 'maxProgramSize' },
  { tries: 'ten thousand steps', definition: matches('((a{10}){10}){100}'), problem: 'maxProgramSize' },
  {
    tries: 'many alternatives of many repetitions',
    definition: matches(Array(150).fill('a{20}').join('|')),
    problem: 'maxProgramSize',
  },
  { tries: 'a pattern of 5,000 characters', definition: matches('a'.repeat(5_000)), problem: 'maxPatternLength' },
  { tries: 'a pattern by number', definition: matches(5), problem: 'condition.value' },
  { tries: 'a pattern by object', definition: matches({ source: 'a', flags: 'g' }), problem: 'condition.value' },
]
