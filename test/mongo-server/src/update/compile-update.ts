import { ErrorCode, MongoError } from '../mongo-error.ts'
import { checkPipeline } from '../read/check-pipeline.ts'
import { runPlainPipeline } from '../read/run-pipeline.ts'
import { copyDocument, type Document, isDocument, member } from '../value/bson-value.ts'
import { equalValues } from '../value/compare-values.ts'
import { isIndex, splitPath } from '../value/field-path.ts'
import { keepTypes } from '../value/plain-value.ts'
import { modifiers } from './modifiers.ts'
import { assertFiltersUsed, type Positions, resolvePath } from './positional-paths.ts'
import { assertViable, find, targetOf, type UpdateTarget } from './update-target.ts'

/** An update, checked whole before it is applied. */
export interface Update {
  kind: 'replacement' | 'modifiers' | 'pipeline'
  /** The document as it becomes; the given one is left as it is. `isInsert`: `$setOnInsert` counts too. */
  apply(document: Document, isInsert?: boolean): Document
}

export function compileUpdate(update: unknown, positions: Positions): Update {
  if (Array.isArray(update)) return pipelineUpdate(update, positions)
  if (!isDocument(update))
    throw new MongoError(ErrorCode.failedToParse, 'Update argument must be either an object or an array')
  const [first] = Object.keys(update)
  return first?.startsWith('$') ? modifierUpdate(update, positions) : replacementUpdate(update, positions)
}

function pipelineUpdate(stages: readonly unknown[], { arrayFilters }: Positions): Update {
  if (arrayFilters.size > 0)
    throw new MongoError(ErrorCode.failedToParse, 'arrayFilters may not be specified for pipeline-syle updates')
  checkPipeline(stages, true)
  const apply = (document: Document): Document => {
    const [made] = runPlainPipeline([document], stages as Document[])
    return withSameId(document, keepTypes(made, document) as Document)
  }
  return { kind: 'pipeline', apply }
}

function replacementUpdate(replacement: Document, { arrayFilters }: Positions): Update {
  if (arrayFilters.size > 0)
    throw new MongoError(ErrorCode.failedToParse, 'Cannot specify arrayFilters and a non-operator update')
  for (const name of Object.keys(replacement))
    if (name.startsWith('$'))
      throw new MongoError(
        ErrorCode.dollarPrefixedFieldName,
        `The dollar ($) prefixed field '${name}' is not allowed in a replacement`,
      )
  return { kind: 'replacement', apply: (document) => withSameId(document, copyDocument(replacement)) }
}

/** `_id` stays, and stands first. */
function withSameId(before: Document, made: Document): Document {
  if (!Object.hasOwn(before, '_id')) return made
  if (Object.hasOwn(made, '_id') && !equalValues(made._id, before._id)) throw immutable()
  const { _id, ...rest } = made
  return { _id: before._id, ...rest }
}

interface Change {
  path: string
  onInsert: boolean
  run(target: UpdateTarget): void
}

function modifierUpdate(update: Document, positions: Positions): Update {
  const changes: Change[] = []
  const renames: { from: string; to: string }[] = []
  for (const name of Object.keys(update)) {
    const modifier =
      name === '$setOnInsert' ? modifiers.$set : Object.hasOwn(modifiers, name) ? modifiers[name] : undefined
    if (modifier === undefined && name !== '$rename')
      throw new MongoError(
        ErrorCode.failedToParse,
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    const fields = update[name]
    if (!isDocument(fields))
      throw new MongoError(
        ErrorCode.failedToParse,
        `Modifiers operate on fields but we found another type: {${name}: …}`,
      )
    for (const path of Object.keys(fields)) {
      const operand = member(fields, path)
      if (name === '$rename') renames.push({ from: path, to: String(operand) })
      else changes.push({ path, onInsert: name === '$setOnInsert', run: modifier!(operand, path) })
    }
  }
  const paths = [...changes.map(({ path }) => path), ...renames.flatMap(({ from, to }) => [from, to])]
  assertPaths(paths)
  assertFiltersUsed(paths, positions)
  changes.sort((a, b) => comparePaths(a.path, b.path))
  return {
    kind: 'modifiers',
    apply: (document, isInsert = false) => run(document, isInsert, { changes, renames, positions }),
  }
}

function run(
  document: Document,
  isInsert: boolean,
  { changes, renames, positions }: { changes: Change[]; renames: { from: string; to: string }[]; positions: Positions },
): Document {
  const made = copyDocument(document)
  for (const { path, onInsert, run: change } of changes) {
    if (onInsert && !isInsert) continue
    for (const resolved of resolvePath(made, path, positions)) {
      assertViable(made, resolved)
      change(copying(targetOf(made, resolved)))
    }
  }
  for (const { from, to } of renames) rename(made, from, to)
  if (Object.hasOwn(document, '_id') && !equalValues(made._id, document._id)) throw immutable()
  if (!Object.hasOwn(document, '_id') && Object.hasOwn(made, '_id')) {
    const { _id, ...rest } = made
    return { _id, ...rest }
  }
  return made
}

/** What is set is a copy, so that no two documents share a part. */
function copying(target: UpdateTarget): UpdateTarget {
  return { ...target, set: (value) => target.set(copyDocument(value)) }
}

function rename(document: Document, from: string, to: string): void {
  for (const path of [splitPath(from), splitPath(to)])
    for (let length = 1; length < path.length; length++)
      if (Array.isArray(find(document, path.slice(0, length))))
        throw new MongoError(ErrorCode.badValue, `The path of $rename cannot be an array element: ${path.join('.')}`)
  const source = targetOf(document, splitPath(from))
  const value = source.get()
  if (value === undefined) return
  const target = targetOf(document, splitPath(to))
  source.remove()
  target.remove()
  target.set(value)
}

/** No two paths the same, or one within the other. */
function assertPaths(paths: readonly string[]): void {
  for (const [index, path] of paths.entries()) {
    if (path === '' || path.split('.').includes(''))
      throw new MongoError(
        [56, 'EmptyFieldName'],
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      )
    const other = paths.find(
      (each, at) => at < index && (each === path || each.startsWith(`${path}.`) || path.startsWith(`${each}.`)),
    )
    if (other !== undefined)
      throw new MongoError(
        ErrorCode.conflictingUpdateOperators,
        `Updating the path '${path}' would create a conflict at '${other.length < path.length ? other : path}'`,
      )
  }
}

/** Fields are written in the order of their names, numbers in theirs. */
function comparePaths(a: string, b: string): number {
  const left = splitPath(a)
  const right = splitPath(b)
  for (const [index, name] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (name === other) continue
    if (isIndex(name) && isIndex(other)) return Number(name) - Number(other)
    return name < other ? -1 : 1
  }
  return left.length - right.length
}

function immutable(): MongoError {
  return new MongoError(
    ErrorCode.immutableField,
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  )
}
