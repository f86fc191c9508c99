import { providerNeedOf } from '../action/provider-need.ts'
import { phaseOf } from '../plan/action-phase.ts'
import { secretsOf } from '../secret/secrets-of.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { schemaProblems } from './assert-schema-knows.ts'
import type { Binding } from './binding.ts'
import type { CheckFinding } from './check-report.ts'
import type { EngineCore } from './engine-core.ts'

/** All that is known to be wrong, or less than one might think, about the triggers as they stand. */
export function checkEngine(core: EngineCore, bindings: Iterable<Binding>): CheckFinding[] {
  const findings: CheckFinding[] = []
  const bound = [...bindings]
  for (const trigger of core.registry.all()) {
    findings.push(...checkActions(core, trigger))
    const schemas = bound.map(({ port }) => port.schema)
    for (const { severity, message, path } of schemaProblems(trigger, schemas)) {
      findings.push({
        severity,
        code: 'SCHEMA_MISMATCH',
        message: `Trigger "${trigger.name}": ${path}: ${message}`,
        trigger: trigger.name,
      })
    }
  }
  for (const { port } of bound) {
    findings.push({
      severity: 'info',
      code: 'UNSEEN_WRITES',
      message: 'Raw SQL, TRUNCATE and INSERT … SELECT pass by the ORM and fire no trigger: see docs/write-paths.md.',
    })
    if (!port.capabilities.transactions) {
      findings.push({
        severity: 'warning',
        code: 'NO_TRANSACTIONS',
        message: 'The database has no transactions: a failing trigger undoes nothing.',
      })
    }
  }
  return [...findings, ...core.mismatches.values()]
}

function checkActions(core: EngineCore, trigger: NormalizedTrigger): CheckFinding[] {
  const findings: CheckFinding[] = []
  const add = (severity: CheckFinding['severity'], code: string, message: string): void => {
    findings.push({ severity, code, message: `Trigger "${trigger.name}": ${message}`, trigger: trigger.name })
  }
  const after = trigger.events.some((event) => event.startsWith('after'))
  const phases = trigger.actions.map(phaseOf)
  if (
    after &&
    phases.some(
      (phase, index) => phase === 'transaction' && phases.indexOf('commit') >= 0 && phases.indexOf('commit') < index,
    )
  ) {
    add(
      'warning',
      'ORDER_DIFFERS',
      'an in-transaction action is listed after one that runs after the commit; it runs before it.',
    )
  }
  for (const action of trigger.actions) {
    const need = providerNeedOf(action)
    if (need !== undefined && !core.providers.has(need.family, need.tag)) {
      const named = need.tag === undefined ? '' : ` under the tag "${need.tag}"`
      add(
        'error',
        'PROVIDER_MISSING',
        `action "${action.name}" needs a provider of "${need.family}"${named}: add it to createTriggers({ providers }).`,
      )
    }
    for (const name of secretsOf(action)) {
      const problem = core.secrets.problemOf(name, trigger.origin)
      if (problem !== undefined) add('error', ...secretFindings[problem](action.name, name))
    }
    if (after && phaseOf(action) === 'commit' && action.family !== 'log') {
      add(
        'info',
        'BEST_EFFORT',
        `action "${action.name}" runs after the commit, best effort: a crash in between loses it.`,
      )
    }
  }
  return findings
}

/** Code and message, by what is wrong with a secret. */
const secretFindings = {
  unknown: (action: string, name: string) => [
    'SECRET_UNKNOWN',
    `action "${action}" names the secret "${name}", which there is not: add it to createTriggers({ secrets }).`,
  ],
  'not-stored': (action: string, name: string) => [
    'SECRET_NOT_FOR_STORED',
    `action "${action}" names the secret "${name}", which is not for stored definitions: { value: …, stored: true } allows it.`,
  ],
} satisfies Record<string, (action: string, name: string) => [string, string]>
