import { contextRoots } from '../condition/condition-field.ts'
import { closest } from '../errors/closest.ts'
import { describeText } from '../errors/describe-value.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import type { Placeholder } from '../template/parse-text.ts'
import type { PayloadMember } from './normalize-action.ts'

const rootsOfWrite: ReadonlySet<string> = new Set(['records', 'previousRecords', 'count'])

export interface PlaceholderCheck {
  forEach: 'row' | 'write'
  /** Names of the trigger's actions before this one: their results may be read. */
  earlier: readonly string[]
}

type Check = Pick<PlaceholderCheck, 'forEach'> & { earlier: ReadonlySet<string> }

/** Checks the placeholders in a payload: their syntax, and that there can be a value for them. */
export function checkPlaceholders(
  members: readonly PayloadMember[],
  check: PlaceholderCheck,
  problems: ProblemList,
): void {
  const earlier = new Set(check.earlier)
  for (const { value, path } of members) {
    const pathOf = (at: readonly (string | number)[]): string => at.reduce<string>(joinPath, path)
    eachPlaceholder(value, {
      placeholder: (placeholder, at) => checkPlaceholder(placeholder, pathOf(at), { ...check, earlier }, problems),
      problem: (message, at) => problems.add(pathOf(at), `wrong template: ${message}`),
    })
  }
}

function checkPlaceholder({ path, segments }: Placeholder, at: string, check: Check, problems: ProblemList): void {
  const [root = ''] = segments
  const written = `{{${path}}}`
  if (root === 'secret') return
  if (root === 'actions') checkResult(path, at, check, problems)
  else if (rootsOfWrite.has(root) && check.forEach === 'row') {
    problems.add(at, `${written} is there only with \`forEach: 'write'\``, { found: written })
  } else if (!contextRoots.includes(root)) checkRoot(root, written, at, problems)
}

/** A root that we do not know may come from `withContext`; one that is nearly ours is a slip. */
function checkRoot(root: string, written: string, at: string, problems: ProblemList): void {
  const suggestion = closest(root, contextRoots)
  if (suggestion === undefined) return
  const meant = written.replace(root, suggestion)
  problems.add(at, `unknown placeholder ${describeText(written, 80)}, did you mean ${describeText(meant, 80)}?`, {
    found: written,
    suggestion: meant,
  })
}

/** A name may have dots in it. */
function checkResult(path: string, at: string, { earlier }: Check, problems: ProblemList): void {
  const rest = path.slice('actions.'.length)
  for (let end = rest.length; end > 0; end = rest.lastIndexOf('.', end - 1)) if (earlier.has(rest.slice(0, end))) return
  const [name = ''] = rest.split('.')
  problems.addUnknown(at, 'earlier action', name, earlier)
}
