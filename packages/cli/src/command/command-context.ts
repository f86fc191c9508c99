import type { Triggers } from '@triggerkit/core'
import type { Command } from 'commander'
import type { LoadedConfig } from '../config/load-config.ts'
import type { ExitCode } from '../exit/exit-codes.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Where the command was called. */
  readonly cwd: string
  /** @throws CliError where there is none, or it is wrong. */
  config(): Promise<LoadedConfig>
  /** Calls `work` with the config's engine, connected, and closes it afterwards. */
  engine<T>(work: (triggers: Triggers, config: LoadedConfig) => Promise<T>): Promise<T>
}

/** What a command does with its arguments and options, as commander has read them; how it ends. */
// biome-ignore lint/suspicious/noExplicitAny: commander knows the options that each command declares; their types do not follow.
export type CommandWork = (context: CommandContext, options: any, args: string[]) => Promise<ExitCode>

/** Makes a commander action of a command's work. */
export type Runner = (work: CommandWork) => (...given: unknown[]) => Promise<void>

/** Adds a command, or a group of them. */
export type AddCommand = (program: Command, run: Runner) => void
