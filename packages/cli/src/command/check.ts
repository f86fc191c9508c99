import type { CheckFinding, Triggers } from '@triggerkit/core'
import { Option } from 'commander'
import { exitCodes } from '../exit/exit-codes.ts'
import { safeLine, safeText } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { loadStored } from './load-stored.ts'

const severities = ['error', 'warning', 'info'] as const
type Severity = (typeof severities)[number]

/** `triggerkit check` */
export const addCheckCommand: AddCommand = (program, run) => {
  program
    .command('check')
    .description(
      'Everything that is known to be wrong with the triggers of code and store, or to be promised less than one might think. ' +
        'Exit code 1 where there is an error.',
    )
    .option('--strict', 'exit code 1 also where there is a warning')
    .addOption(new Option('--severity <least>', 'what is told').choices(severities).default('info'))
    .action(
      run(async ({ terminal, engine }, { strict, severity }: { strict?: boolean; severity: Severity }) =>
        engine(async (triggers) => {
          const findings = await allFindings(triggers)
          const told = findings.filter((finding) => rank(finding.severity) <= rank(severity))
          const counts = Object.fromEntries(
            severities.map((each) => [each, findings.filter((finding) => finding.severity === each).length]),
          ) as Record<Severity, number>
          terminal.answer({ findings: told, counts }, () => printFindings(terminal, told, counts))
          return counts.error > 0 || (strict === true && counts.warning > 0) ? exitCodes.findings : exitCodes.fine
        }),
      ),
    )
}

/** What the engine says once the stored triggers are loaded, and what of these could not be. */
async function allFindings(triggers: Triggers): Promise<CheckFinding[]> {
  const skipped = (await loadStored(triggers))?.skipped ?? []
  const findings = triggers.check()
  const known = new Set(findings.map(({ message }) => message))
  const invalid = skipped.map(({ tag, error }): CheckFinding => {
    return { severity: 'error', code: 'STORED_TRIGGER_INVALID', message: error.message, trigger: tag }
  })
  return [...invalid.filter(({ message }) => !known.has(message)), ...findings].sort(
    (one, other) => rank(one.severity) - rank(other.severity),
  )
}

function rank(severity: Severity): number {
  return severities.indexOf(severity)
}

function printFindings(terminal: Terminal, findings: readonly CheckFinding[], counts: Record<Severity, number>): void {
  const { paint } = terminal
  const colors = { error: paint.red, warning: paint.yellow, info: paint.blue }
  for (const { severity, code, message } of findings) {
    const text = safeText(message).replaceAll('\n', '\n    ')
    terminal.line(`${colors[severity](severity)} ${paint.dim(safeLine(code))}\n    ${text}`)
  }
  const summary = severities.map((each) => `${counts[each]} ${each}${counts[each] === 1 || each === 'info' ? '' : 's'}`)
  terminal.line(`${findings.length > 0 ? '\n' : ''}${summary.join(', ')}`)
}
