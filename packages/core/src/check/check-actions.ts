import type { NormalizedAction } from '../action/action-definition.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { isOfEnv } from '../engine/event-triggers.ts'
import { providerProblemsOf } from '../engine/provider-problems.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { joinPath } from '../errors/problem-list.ts'
import { phaseOf } from '../plan/action-phase.ts'
import { secretsOf } from '../secret/secrets-of.ts'
import { isSeenAtOnce } from '../trigger/check-action-place.ts'
import { eachAction } from '../trigger/each-action.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'

/** What a trigger's actions lack, and what of them is promised less than it seems. */
export function checkActions(core: EngineCore, trigger: NormalizedTrigger): CheckFinding[] {
  const { name, actions } = trigger
  const findings: CheckFinding[] = []
  if (actions.length === 0) {
    findings.push({
      severity: 'warning',
      code: 'NO_ACTIONS',
      message: `Trigger "${name}": it has no actions, so it does nothing.`,
      trigger: name,
    })
  }
  const isAfter = trigger.events.some((event) => event.startsWith('after'))
  if (isAfter) findings.push(...checkOrder(trigger))
  findings.push(...missingProviders(core, trigger))
  actions.forEach((action, index) => {
    const path = joinPath('actions', index)
    const where = { trigger: name, action: action.name, path }
    for (const secret of isActive(core, trigger) ? secretsOf(action) : []) {
      const problem = core.secrets.problemOf(secret, trigger.origin)
      if (problem === undefined) continue
      const { code, what } = secretFindings[problem]
      const message = `Trigger "${name}": action "${action.name}" names the secret "${secret}", which ${what}`
      findings.push({ severity: 'error', code, message, ...where })
    }
    if (isAfter && phaseOf(action) === 'commit' && action.family !== 'log' && action.timing !== 'queued') {
      findings.push({
        severity: 'info',
        code: 'BEST_EFFORT',
        message:
          `Trigger "${name}": action "${action.name}" runs after the commit, best effort: a crash in between loses it. ` +
          "`timing: 'queued'` makes it durable.",
        ...where,
      })
    }
  })
  return [...findings, ...checkBeforeCommit(trigger)]
}

/** Whether it fires in this environment, if its condition lets it. What does not, fails here in nothing, such as a provider of production alone. */
export function isActive(core: EngineCore, trigger: NormalizedTrigger): boolean {
  return trigger.enabled && isOfEnv(trigger, core.options.env)
}

/** Actions of a trigger that fires here, those inside a `fallback.run` too, whose provider is not there. */
export function missingProviders(core: EngineCore, trigger: NormalizedTrigger): CheckFinding[] {
  const { name, actions } = trigger
  if (!isActive(core, trigger)) return []
  return actions.flatMap((action, index) =>
    providerProblemsOf(core, action).map(
      (problem): CheckFinding => ({
        severity: 'error',
        code: 'PROVIDER_MISSING',
        message: escapeControls(`Trigger "${name}": ${problem}`),
        trigger: name,
        action: action.name,
        path: joinPath('actions', index),
      }),
    ),
  )
}

/** Code and message, by what is wrong with a secret. */
const secretFindings = {
  unknown: { code: 'SECRET_UNKNOWN', what: 'there is not: add it to createTriggers({ secrets }).' },
  'not-stored': {
    code: 'SECRET_NOT_FOR_STORED',
    what: 'is not for stored definitions: { value: …, stored: true } allows it.',
  },
} as const

/** R29: the first in-transaction action that is listed after one of the commit phase. */
function checkOrder({ name, actions }: NormalizedTrigger): CheckFinding[] {
  const first = actions.findIndex((action) => phaseOf(action) === 'commit')
  const later = actions.findIndex((action, index) => index > first && phaseOf(action) === 'transaction')
  if (first < 0 || later < 0) return []
  return [
    {
      severity: 'warning',
      code: 'ORDER_DIFFERS',
      message:
        `Trigger "${name}": in-transaction action "${actions[later]!.name}" is listed after "${actions[first]!.name}", which runs after the commit; ` +
        'it runs before it. List it first, or give it `phase: "commit"`.',
      trigger: name,
      action: actions[later]!.name,
      path: joinPath('actions', later),
    },
  ]
}

/** What the world sees of a Write that may still fail. */
function checkBeforeCommit(trigger: NormalizedTrigger): CheckFinding[] {
  const isBefore = trigger.events.some((event) => event.startsWith('before'))
  const findings: CheckFinding[] = []
  eachAction(trigger.actions, (action, path) => {
    if (!isSeenAtOnce(action) || action.timing === 'queued') return
    if (!isBefore && !isInTransaction(action)) return
    findings.push({
      severity: 'warning',
      code: 'BEFORE_EXTERNAL',
      message:
        `Trigger "${trigger.name}": action "${action.name}" (${action.type}) runs before the commit: the world sees it also where the write is ` +
        'rejected or rolled back afterwards. Use an after event, or `timing: "queued"`.',
      trigger: trigger.name,
      action: action.name,
      path,
    })
  })
  return findings
}

function isInTransaction(action: NormalizedAction): boolean {
  return action.phase === 'transaction'
}
