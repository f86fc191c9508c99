import { type DefinitionProblem, formatProblem } from './definition-problem.ts'
import { TriggerkitError } from './triggerkit-error.ts'

const maxListed = 50

/**
 * Messages are wrong as they are defined or loaded. Lists every problem at once, each with its file (or its place in the definition) and its
 * line: `messages/welcome/html.eta:3`. None of the messages can be used. Code `MESSAGE_DEFINITION`.
 */
export class MessageDefinitionError extends TriggerkitError {
  static override readonly kind: string = 'MessageDefinitionError'

  readonly problems: readonly DefinitionProblem[]

  constructor(fields: { problems: readonly DefinitionProblem[] }) {
    const { problems } = fields
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    const lines = problems.slice(0, maxListed).map((problem) => `\n  - ${formatProblem(problem)}`)
    const rest = problems.length > maxListed ? `\n  - … and ${problems.length - maxListed} more` : ''
    super({
      code: 'MESSAGE_DEFINITION',
      message: `The messages have ${count}:${lines.join('')}${rest}`,
      data: { problems },
    })
    this.problems = problems
  }

  static override isInstance(value: unknown): value is MessageDefinitionError {
    return super.isInstance(value)
  }
}
