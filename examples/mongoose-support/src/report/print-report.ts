import type { Check } from './check-support.ts'

/** Prints every statement; whether all of them hold. */
export function printReport(checks: Check[]): boolean {
  console.log('Report, read back from the database and the pager')
  for (const { holds, statement, details } of checks) {
    console.log(`${holds ? '  ok  ' : 'WRONG '} ${statement}`)
    for (const line of details) console.log(`         ${line}`)
  }
  const wrong = checks.filter(({ holds }) => !holds).length
  console.log(wrong === 0 ? '\nEverything adds up.' : `\n${wrong} of ${checks.length} statements do not hold.`)
  return wrong === 0
}
