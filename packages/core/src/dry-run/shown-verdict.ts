import type { ConditionVerdict, FieldVerdict } from '../condition/explain-condition.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import { parsePath } from '../value/path.ts'
import type { PathTest } from './blank.ts'
import { shownValue } from './shown-value.ts'

/** A verdict as a report has it: without the values of hidden columns (R19), and with copies of the others. */
export function shownVerdict(verdict: ConditionVerdict, isHidden: PathTest): ConditionVerdict {
  const shown = (part: ConditionVerdict): ConditionVerdict => shownVerdict(part, isHidden)
  switch (verdict.kind) {
    case 'field':
      return shownField(verdict, isHidden)
    case 'not':
      return { ...verdict, part: shown(verdict.part) }
    case 'becomes-true':
      return { ...verdict, now: shown(verdict.now), ...(verdict.before && { before: shown(verdict.before) }) }
    default:
      return { ...verdict, parts: verdict.parts.map(shown) }
  }
}

function shownField(verdict: FieldVerdict, isHidden: PathTest): FieldVerdict {
  const shown = { ...verdict }
  for (const name of ['expected', 'found', 'previous'] as const)
    if (Object.hasOwn(shown, name)) shown[name] = shownValue(shown[name])
  if (isHidden(parsePath(verdict.field))) {
    delete shown.found
    delete shown.previous
    shown.hidden = true
  }
  let operandIsHidden = false
  eachPlaceholder(verdict.written, {
    placeholder: ({ segments }) => {
      operandIsHidden ||= isHidden(segments)
    },
  })
  if (operandIsHidden) {
    shown.expected = verdict.written
    shown.hidden = true
  }
  return shown
}
