import { type DefinitionProblem, formatProblem } from './definition-problem.ts'
import { ProblemList } from './problem-list.ts'
import { TriggerkitError } from './triggerkit-error.ts'

/** A method was called with wrong arguments. Lists every problem at once; nothing was done. Code `ARGUMENTS`. */
export class ArgumentError extends TriggerkitError {
  static override readonly kind: string = 'ArgumentError'

  /** The method as one writes it: `triggers.execute(event, context)`. */
  readonly method: string
  readonly problems: readonly DefinitionProblem[]

  constructor(fields: { method: string; problems: readonly DefinitionProblem[] }) {
    const { method, problems } = fields
    const count = problems.length === 1 ? 'a wrong argument' : `${problems.length} wrong arguments`
    super({
      code: 'ARGUMENTS',
      message: `${method} was called with ${count}:${problems.map((each) => `\n  - ${formatProblem(each)}`).join('')}`,
      data: { method, problems },
    })
    this.method = method
    this.problems = problems
  }

  static override isInstance(value: unknown): value is ArgumentError {
    return super.isInstance(value)
  }
}

/** @throws ArgumentError with all that `check` adds. */
export function assertArguments(method: string, check: (problems: ProblemList) => void): void {
  const problems = new ProblemList()
  check(problems)
  if (!problems.empty) throw new ArgumentError({ method, problems: problems.problems })
}
