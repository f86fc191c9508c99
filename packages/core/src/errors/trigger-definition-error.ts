import { type DefinitionProblem, formatProblem } from './definition-problem.ts'
import { describeText } from './describe-value.ts'
import { escapeControls } from './escape-controls.ts'
import { TriggerkitError } from './triggerkit-error.ts'

const maxListed = 50

/** A trigger definition is wrong. Lists every problem at once; nothing was registered. Code `TRIGGER_DEFINITION`. */
export class TriggerDefinitionError extends TriggerkitError {
  static override readonly kind: string = 'TriggerDefinitionError'

  /** The definition's name or tag, where it has one. */
  readonly trigger?: string
  readonly problems: readonly DefinitionProblem[]

  constructor(fields: { trigger?: string; problems: readonly DefinitionProblem[] }) {
    const { trigger, problems } = fields
    const subject =
      trigger === undefined
        ? 'A trigger definition'
        : `The definition of trigger ${escapeControls(describeText(trigger))}`
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    const lines = problems.slice(0, maxListed).map((problem) => `\n  - ${formatProblem(problem)}`)
    const rest = problems.length > maxListed ? `\n  - … and ${problems.length - maxListed} more` : ''
    super({
      code: 'TRIGGER_DEFINITION',
      message: `${subject} has ${count}:${lines.join('')}${rest}`,
      data: { trigger, problems },
    })
    this.trigger = trigger
    this.problems = problems
  }

  static override isInstance(value: unknown): value is TriggerDefinitionError {
    return super.isInstance(value)
  }
}
