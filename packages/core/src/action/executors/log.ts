import { escapeControls } from '../../errors/escape-controls.ts'
import { toText } from '../../template/to-text.ts'
import type { ActionExecutor, ActionRun } from '../action-executor.ts'
import { inputError } from '../input-error.ts'
import { consoleLogger, type Logger, type LogLevel, logLevels } from '../logger.ts'

/** `log.debug|info|warn|error`, and `log.create` with its `level`: a line, and values to go with it. */
export function logExecutor(logger?: Logger): ActionExecutor {
  return {
    setBased: true,
    async execute(runs) {
      for (const run of runs) {
        const line = escapeControls(toText(run.input.message))
        const target = logger ?? consoleLogger(escapeControls(run.trigger.name))
        target[levelOf(run)](line, run.input.data)
      }
      return runs.map(() => undefined)
    },
  }
}

function levelOf(run: ActionRun): LogLevel {
  const level = run.action.verb === 'create' ? (run.input.level ?? 'info') : run.action.verb
  if (logLevels.includes(level as LogLevel)) return level as LogLevel
  throw inputError(run, `\`level\` has to be one of ${logLevels.join(', ')}.`)
}
