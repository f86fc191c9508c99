import type { JobSelection, JobState } from '@triggerkit/core'
import { jobStates } from '@triggerkit/core/adapter'
import { type Command, InvalidArgumentError } from 'commander'
import { list, moment } from '../options.ts'

/** Options that say which Jobs, as commander has read them. */
export interface SelectionOptions {
  state?: JobState[]
  trigger?: string
  table?: string
  key?: string
  provider?: string
  orderingKey?: string
  error?: string
  after?: string
  before?: string
}

const names = ['state', 'trigger', 'table', 'key', 'provider', 'orderingKey', 'error', 'after', 'before'] as const

/** `states`: those that may be asked for; none of them takes the option away. */
export function addSelectionOptions(command: Command, states: readonly JobState[] = jobStates): Command {
  if (states.length > 0)
    command.option('--state <state>', `in this state, or these: ${states.join(', ')}`, readStates(states))
  return command
    .option('--trigger <tag>', 'of this trigger')
    .option('--table <name>', 'of rows of this table')
    .option('--key <key>', 'of the row of this key')
    .option('--provider <tag>', 'of this provider, or of the actions of a family that name none')
    .option('--ordering-key <key>', 'of this ordering key')
    .option('--error <text>', 'whose last error contains this')
    .option('--after <time>', 'appended at or after: ISO 8601 with its time zone', moment)
    .option('--before <time>', 'appended before', moment)
}

/** What of it was given. */
export function selectionOf(options: SelectionOptions): JobSelection {
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))
}

function readStates(allowed: readonly string[]): (text: string, before?: string[]) => string[] {
  return (text, before) => {
    const states = list(text, before)
    const unknown = states.filter((state) => !allowed.includes(state))
    if (unknown.length === 0) return states
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Allowed are ${allowed.join(', ')}.`)
  }
}
