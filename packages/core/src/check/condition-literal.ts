import type { ConditionDefinition, FieldCondition } from '../condition/condition-definition.ts'
import { toConditionField } from '../condition/condition-field.ts'
import type { ConditionOperatorName } from '../condition/condition-operator.ts'
import { operandKinds, toOperatorName } from '../condition/operator-name.ts'
import { describeValue } from '../errors/describe-value.ts'
import { compileTemplate } from '../template/compile-template.ts'

/** A comparison with a constant that has to be true; `not` around it is worked in. */
export interface Literal {
  /** The full path: `record.status`. */
  path: string
  operator: ConditionOperatorName
  value?: unknown
  /** As the finding tells it: `record.status EQUALS "paid"`. */
  text: string
}

/** A part of a condition that has to be true, or with `negated` untrue. */
export interface Demand {
  part: ConditionDefinition
  negated: boolean
}

/** What a demand comes to: literals that all have to be true, and choices of each of which one has to be. */
export interface Demands {
  literals: Literal[]
  choices: Demand[][]
}

/** Takes demands apart, through `and`, `or` and `not`. What cannot be told beforehand is left out. */
export function takeApart(demands: readonly Demand[]): Demands {
  const found: Demands = { literals: [], choices: [] }
  for (const demand of demands) addTo(found, demand)
  return found
}

function addTo(found: Demands, { part, negated }: Demand): void {
  if ('not' in part) addTo(found, { part: part.not, negated: !negated })
  else if ('and' in part || 'or' in part) {
    const isAnd = 'and' in part
    const parts = (isAnd ? part.and : part.or).map((each) => ({ part: each, negated }))
    if (isAnd === negated) found.choices.push(parts)
    else for (const each of parts) addTo(found, each)
  } else found.literals.push(...literalsOf(part, negated))
}

function literalsOf(condition: FieldCondition, negated: boolean): Literal[] {
  const given = toOperatorName(condition.operator)
  const operator = negated ? given && opposites[given] : given
  if (operator === undefined || !isConstant(condition, operator)) return []
  const { path, column } = toConditionField(condition.field)
  const { value } = condition
  const operand = operandKinds[operator] === 'none' ? '' : ` ${describeValue(value, 60)}`
  const literal = (at: string, means: ConditionOperatorName): Literal => {
    return { path: at, operator: means, value, text: `${path} ${operator}${operand}` }
  }
  if (operator === 'CHANGED_TO') return [literal(path, 'CHANGED'), literal(path, 'EQUALS')]
  if (operator === 'CHANGED_FROM')
    return [literal(path, 'CHANGED'), literal(path, 'CHANGED_FROM'), literal(`previousRecord.${column}`, 'EQUALS')]
  return [literal(path, operator)]
}

function isConstant({ value }: FieldCondition, operator: ConditionOperatorName): boolean {
  return operandKinds[operator] === 'none' || operator === 'MATCHES' || compileTemplate(value).constant
}

/** What is true exactly where the operator is not; of others nothing follows, as all of them are untrue of null. */
const opposites: Partial<Readonly<Record<ConditionOperatorName, ConditionOperatorName>>> = {
  EQUALS: 'NOT_EQUALS',
  NOT_EQUALS: 'EQUALS',
  IN: 'NOT_IN',
  NOT_IN: 'IN',
  IS_NULL: 'IS_NOT_NULL',
  IS_NOT_NULL: 'IS_NULL',
  IS_EMPTY: 'IS_NOT_EMPTY',
  IS_NOT_EMPTY: 'IS_EMPTY',
  CHANGED: 'NOT_CHANGED',
  NOT_CHANGED: 'CHANGED',
}
