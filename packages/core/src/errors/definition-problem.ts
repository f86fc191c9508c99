/** One thing that is wrong with a trigger definition. */
export interface DefinitionProblem {
  /** Where in the definition: `actions[1].config.recipients`. Empty: the definition as a whole. */
  path: string
  /** What is wrong, with what was found and what is allowed. */
  message: string
  /** A short text for what was found. */
  found?: string
  /** The values that are allowed, where they can be listed. */
  allowed?: readonly string[]
  /** Did you mean …? */
  suggestion?: string
}

/** `actions[1].config.recipients: expected an array of strings, found number` */
export function formatProblem(problem: DefinitionProblem): string {
  return problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`
}
