import { aggregate } from 'mingo'
import { Context } from 'mingo/core'
import * as accumulators from 'mingo/operators/accumulator'
import * as expressions from 'mingo/operators/expression'
import * as stages from 'mingo/operators/pipeline'
import { compileFilter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { Document } from '../value/bson-value.ts'
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
    const made = runStage(found, toPlain(stage) as Document)
    found = stage.$project === undefined ? made : made.map((document, index) => inOrder(document, found[index]!))
  }
  return fromPlain(found) as Document[]
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
