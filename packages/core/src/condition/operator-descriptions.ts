import type { ConditionOperatorName } from './condition-operator.ts'

/** When each operator holds, for the reference. */
export const operatorDescriptions: Readonly<Record<ConditionOperatorName, string>> = {
  EQUALS: 'Equal by value and kind; `null` equals a missing value.',
  NOT_EQUALS: 'Not equal; holds of null unless the value is null.',
  GREATER_THAN: 'Greater; never holds of null or of values without an order.',
  GREATER_THAN_OR_EQUALS: 'Greater or equal.',
  LESS_THAN: 'Less.',
  LESS_THAN_OR_EQUALS: 'Less or equal.',
  IN: 'Equal to one item of the list.',
  NOT_IN: 'Equal to no item of the list.',
  CONTAINS: 'A text that contains the text, or an array or Set with an equal item.',
  STARTS_WITH: 'A text that begins with the text.',
  ENDS_WITH: 'A text that ends with the text.',
  MATCHES: "A text in which the regular expression is found: RE2's syntax, without backreferences and look-around.",
  IS_NULL: 'null or missing.',
  IS_NOT_NULL: 'Neither null nor missing.',
  IS_EMPTY: 'null, missing, or a text, array, Map, Set, object or bytes without content.',
  IS_NOT_EMPTY: 'Not empty; numbers, booleans and dates never are.',
  CHANGED: 'Update: the value differs from the one before. Insert: it was given.',
  NOT_CHANGED: 'Not changed.',
  CHANGED_TO: 'Changed, and now equal to the value.',
  CHANGED_FROM: 'Changed, and before it equal to the value; never on insert.',
}
