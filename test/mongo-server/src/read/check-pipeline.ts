import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type Document, isDocument } from '../value/bson-value.ts'

/** Stages that are known to answer as MongoDB does. */
const STAGES = new Set(['$match', '$project', '$addFields', '$set', '$unset', '$group', '$sort', '$limit', '$skip'])
for (const name of ['$unwind', '$count', '$replaceRoot', '$replaceWith']) STAGES.add(name)

/** Stages that an update may consist of. */
const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'])

/** Operators of expressions, and accumulators, that are. */
const OPERATORS = new Set(
  (
    '$add $subtract $multiply $divide $mod $abs $ceil $floor $concat $toUpper $toLower $cond $ifNull $eq $ne $gt $gte $lt $lte $and $or $not ' +
    '$literal $size $concatArrays $arrayElemAt $in $map $filter $mergeObjects $max $min $sum $avg $push $first $last $addToSet $switch $slice'
  ).split(' '),
)

/** @throws MongoError where a stage or an operator is none of MongoDB's, or not one of those that this server does. */
export function checkPipeline(pipeline: readonly unknown[], isUpdate = false): asserts pipeline is Document[] {
  for (const stage of pipeline) {
    const names = isDocument(stage) ? Object.keys(stage) : []
    const [name] = names
    if (name === undefined || names.length !== 1)
      throw new MongoError(
        [40323, 'Location40323'],
        'A pipeline stage specification object must contain exactly one field.',
      )
    if (!name.startsWith('$'))
      throw new MongoError([40324, 'Location40324'], `Unrecognized pipeline stage name: '${name}'`)
    if (isUpdate && !UPDATE_STAGES.has(name))
      throw new MongoError(ErrorCode.invalidOptions, `${name} is not allowed to be used within an update`)
    if (!STAGES.has(name)) throw notSupported(`The stage ${name}`)
    if (name !== '$match') checkExpression((stage as Document)[name])
  }
}

export function checkExpression(expression: unknown): void {
  if (
    typeof expression === 'string' &&
    expression.startsWith('$$') &&
    !/^\$\$(ROOT|CURRENT|NOW|REMOVE|[a-z]\w*)\b/.test(expression)
  )
    throw notSupported(`The variable ${expression}`)
  if (Array.isArray(expression)) for (const item of expression) checkExpression(item)
  if (!isDocument(expression)) return
  for (const name of Object.keys(expression)) {
    if (name.startsWith('$') && !OPERATORS.has(name)) throw notSupported(`The operator ${name} in an expression`)
    if (name !== '$literal') checkExpression(expression[name])
  }
}
