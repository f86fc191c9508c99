import { type DryRunAction, type DryRunContext, type DryRunReport, explain } from '@triggerkit/core'
import { Option } from 'commander'
import { exitCodes } from '../exit/exit-codes.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { readJsonOption } from './json-option.ts'
import { loadStored } from './load-stored.ts'

interface DryRunOptions {
  record?: string
  previous?: string
  key?: string
  changes?: string
  context?: string
  operation?: DryRunContext['operation']
}

/** `triggerkit dry-run` */
export const addDryRunCommand: AddCommand = (program, run) => {
  program
    .command('dry-run')
    .description(
      'What an event would do, with nothing done: which triggers match, how every part of their conditions comes out, what each action would be ' +
        'given. Of a record, or of a real row by its key. Rows are JSON, or @file. Exit code 1 where an action would fail.',
    )
    .argument('<event>', 'afterInsert, beforeUpdate, …')
    .argument('<table>', 'the table')
    .option('--record <json>', 'the row as it is after the event')
    .option('--previous <json>', 'the row as it was before, of an update')
    .option('--key <json>', 'the key of a row of the database, in place of --record')
    .option('--changes <json>', 'with --key, of an update: what would be written')
    .option('--context <json>', 'what withContext would be given: {"user": {…}}')
    .addOption(
      new Option('--operation <name>', 'of beforeWrite and afterWrite').choices(['insert', 'update', 'delete']),
    )
    .action(
      run(async ({ terminal, engine, cwd }, options: DryRunOptions, [event = '', table = '']) => {
        const read = (name: keyof DryRunOptions) => readJsonOption(name, options[name], cwd)
        const given = {
          record: await read('record'),
          previousRecord: await read('previous'),
          key: await read('key'),
          changes: await read('changes'),
          operation: options.operation,
        }
        const context = (await read('context')) ?? {}
        const members = Object.entries(given).filter(([, value]) => value !== undefined)
        return engine(async (triggers) => {
          await loadStored(triggers)
          const about = { table, ...Object.fromEntries(members) } as DryRunContext
          const report = await triggers.withContext(context, () => triggers.dryRun(event as never, about))
          terminal.answer(report, () => printReport(terminal, report))
          const actions = report.triggers.flatMap((trigger) => trigger.actions)
          return actions.some(hasFailure) ? exitCodes.findings : exitCodes.fine
        })
      }),
    )
}

function hasFailure({ status, actions = [] }: DryRunAction): boolean {
  // One of a fallback's alternatives may fail: that is what the others are for.
  return status === 'fails' || (actions.length > 0 && actions.every(hasFailure))
}

/** `explain` is safe to look at; its marks get colours. */
function printReport(terminal: Terminal, report: DryRunReport): void {
  const { paint } = terminal
  terminal.line(explain(report).trimEnd().replaceAll('✓', paint.green('✓')).replaceAll('✗', paint.red('✗')))
}
