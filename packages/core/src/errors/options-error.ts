import { type DefinitionProblem, formatProblem } from './definition-problem.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** What an engine, or a part of it, was made with is wrong. Lists every problem at once. Code `OPTIONS_INVALID`. */
export class OptionsError extends TriggerkitError {
  static override readonly kind: string = 'OptionsError'

  readonly problems: readonly DefinitionProblem[]

  /** `subject`: whose options they are. */
  constructor(fields: { problems: readonly DefinitionProblem[]; subject?: string }) {
    const { problems, subject = 'createTriggers' } = fields
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    const lines = problems.map((problem) => `\n  - ${formatProblem(problem)}`)
    super({
      code: 'OPTIONS_INVALID',
      message: `The options of ${subject} have ${count}:${lines.join('')}`,
      data: { problems },
    })
    this.problems = problems
  }

  static override isInstance(value: unknown): value is OptionsError {
    return super.isInstance(value)
  }
}
