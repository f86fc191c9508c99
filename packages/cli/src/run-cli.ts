import { type Command, CommanderError } from 'commander'
import type { CommandContext, Runner } from './command/command-context.ts'
import { findConfig } from './config/find-config.ts'
import { loadConfig } from './config/load-config.ts'
import { withEngine } from './config/open-engine.ts'
import { usageError } from './exit/cli-error.ts'
import { type ExitCode, exitCodes } from './exit/exit-codes.ts'
import { toExitCode } from './exit/to-exit-code.ts'
import { createProgram } from './program.ts'
import { type Streams, Terminal } from './terminal/terminal.ts'

interface GlobalOptions {
  config?: string
  json?: boolean
  color?: boolean
}

/** Runs one command line; never rejects. Gives the exit code. */
export async function runCli(
  args: readonly string[],
  { streams, cwd }: { streams: Streams; cwd: string },
): Promise<ExitCode> {
  let ended: ExitCode = exitCodes.fine
  const run: Runner =
    (work) =>
    async (...given) => {
      const command = given.at(-1) as Command
      const options = command.optsWithGlobals<GlobalOptions>()
      ended = await work(contextOf(options, { streams, cwd }), options, command.args)
    }
  const { json } = globalsIn(args)
  try {
    const program = createProgram(run, {
      writeOut: (text) => void streams.stdout.write(text),
      // Help that nobody asked for: what is wrong is told as JSON then.
      writeErr: (text) => json || void streams.stderr.write(text),
    })
    await program.parseAsync(args, { from: 'user' })
    return ended
  } catch (error) {
    return tellFailure(error, args, streams)
  }
}

/** Tells of what a command line failed with; gives the exit code. */
export function tellFailure(error: unknown, args: readonly string[], streams: Streams): ExitCode {
  return told(error, new Terminal(streams, globalsIn(args)))
}

function contextOf(options: GlobalOptions, { streams, cwd }: { streams: Streams; cwd: string }): CommandContext {
  const config = async () => loadConfig(findConfig(cwd, options.config))
  return {
    terminal: new Terminal(streams, options),
    cwd,
    config,
    engine: async (work) => {
      const loaded = await config()
      return withEngine(loaded, (triggers) => work(triggers, loaded))
    },
  }
}

function told(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    // Help and the version that were asked for are no errors; the help of a command that lacks its subcommand is.
    if (error.exitCode === 0) return exitCodes.fine
    const isHelp = error.code === 'commander.help'
    const message = isHelp ? 'A command is missing: see --help.' : error.message.replace(/^error: /, '')
    if (!isHelp || terminal.isJson) terminal.error(usageError(message), exitCodes.usage)
    return exitCodes.usage
  }
  const exitCode = toExitCode(error)
  terminal.error(error, exitCode)
  return exitCode
}

/** The options that say how errors are told, also of a command line that could not be read. */
function globalsIn(args: readonly string[]): { json: boolean; color: boolean } {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  return { json: options.includes('--json'), color: !options.includes('--no-color') }
}
