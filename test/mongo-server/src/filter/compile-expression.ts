import { notSupported } from '../mongo-error.ts'
import { checkExpression } from '../read/check-pipeline.ts'
import { runPlainPipeline } from '../read/run-pipeline.ts'
import { type Document, isDocument, isTruthy } from '../value/bson-value.ts'

/** `$expr`: an expression over the whole document, which holds unless it is false, 0, null or missing. */
export function compileExpression(expression: unknown): (document: Document) => boolean {
  checkExpression(expression)
  // A constant would be taken for the choice of a field.
  const isField = typeof expression === 'string' && expression.startsWith('$')
  if (!isField && !isDocument(expression)) throw notSupported('A constant as $expr')
  return (document) => {
    const [made] = runPlainPipeline([document], [{ $project: { _id: 0, holds: expression } }])
    return isTruthy(made?.holds)
  }
}
