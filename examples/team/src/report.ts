export interface Check {
  statement: string
  holds: boolean
}

/** Prints every statement; whether all of them hold. */
export function printReport(checks: readonly Check[]): boolean {
  console.log('\nWhat came of it')
  for (const { holds, statement } of checks) console.log(`${holds ? '  ok  ' : 'WRONG '} ${statement}`)
  const wrong = checks.filter(({ holds }) => !holds).length
  console.log(wrong === 0 ? '\nAll of it holds.' : `\n${wrong} of ${checks.length} statements do not hold.`)
  return wrong === 0
}
