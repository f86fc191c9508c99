import { MessageDefinitionError } from '../errors/message-definition-error.ts'

/** For tests: what is wrong with messages, a line each. */
export async function problemsOf(define: () => unknown): Promise<string[]> {
  try {
    await define()
  } catch (error) {
    if (!MessageDefinitionError.isInstance(error)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}
