import { aggregate } from 'mingo'
import { Context } from 'mingo/core'
import * as accumulators from 'mingo/operators/accumulator'
import * as expressions from 'mingo/operators/expression'
import * as stages from 'mingo/operators/pipeline'
import { compileFilter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { find } from '../update/update-target.ts'
import { type Document, isDocument } from '../value/bson-value.ts'
import { splitPath } from '../value/field-path.ts'
import { fromPlain, toPlain } from '../value/plain-value.ts'
import { checkPipeline } from './check-pipeline.ts'
import { sortDocuments } from './sort-documents.ts'
import { strictArithmetic } from './strict-arithmetic.ts'

const context = Context.init({
  accumulator: { ...accumulators },
  expression: { ...expressions, ...strictArithmetic(expressions) },
  pipeline: { ...stages },
})

/** Runs an aggregation. Filters and sorts are this server's own, everything else is mingo's. */
export function runPipeline(documents: Document[], pipeline: readonly unknown[]): Document[] {
  checkPipeline(pipeline)
  let found = documents
  for (const stage of pipeline) {
    if (stage.$match !== undefined) {
      const filter = compileFilter(stage.$match as Document)
      found = found.filter((document) => filter.matches(document))
    } else if (stage.$sort !== undefined) found = sortDocuments(found, stage.$sort as Document)
    else found = runPlainPipeline(found, [stage])
  }
  return found
}

export function runPlainPipeline(documents: Document[], pipeline: readonly Document[]): Document[] {
  let found = toPlain(documents) as Document[]
  for (const stage of pipeline) {
    assertNoArraysOnTheWay(stage, found)
    const made = runStage(found, toPlain(stage) as Document)
    found = stage.$project === undefined ? made : made.map((document, index) => inOrder(document, found[index]!))
  }
  return fromPlain(found) as Document[]
}

/** What a dotted path comes to through arrays is not known to be alike. */
function assertNoArraysOnTheWay(stage: Document, documents: readonly Document[]): void {
  const [name = '', fields] = Object.entries(stage)[0] ?? []
  if (!['$set', '$addFields', '$unset', '$project'].includes(name)) return
  const paths = isDocument(fields) ? Object.keys(fields) : [fields].flat().map(String)
  for (const path of paths) {
    const names = splitPath(path).slice(0, -1)
    const meetsArray = (document: Document): boolean =>
      names.some((_name, index) => Array.isArray(find(document, names.slice(0, index + 1))))
    if (documents.some(meetsArray)) throw notSupported(`${name} of "${path}" through an array`)
  }
}

/** What mingo refuses is an error in MongoDB, too: values of a type that an operator does not take. */
function runStage(documents: Document[], stage: Document): Document[] {
  try {
    return aggregate(documents, [stage], { context })
  } catch (error) {
    if (error instanceof MongoError) throw error
    throw new MongoError(ErrorCode.typeMismatch, (error as Error).message)
  }
}

/** A projection shows `_id` first and what was there in its order, then what it adds. */
function inOrder(document: Document, before: Document): Document {
  const { _id, ...rest } = document
  const ordered: Document = Object.hasOwn(document, '_id') ? { _id } : {}
  for (const name of Object.keys(before)) if (Object.hasOwn(rest, name)) ordered[name] = rest[name]
  return { ...ordered, ...rest }
}
