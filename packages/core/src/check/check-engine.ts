import { schemaProblems } from '../engine/assert-schema-knows.ts'
import type { Binding } from '../engine/binding.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { providerProblemsOf } from '../engine/provider-problems.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { phaseOf } from '../plan/action-phase.ts'
import { secretsOf } from '../secret/secrets-of.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'
import { checkOptions } from './check-options.ts'
import { checkProviders } from './check-providers.ts'

/** All that is known to be wrong, or less than one might think, about the triggers as they stand. */
export function checkEngine(core: EngineCore, bindings: Iterable<Binding>): CheckFinding[] {
  const findings: CheckFinding[] = []
  const bound = [...bindings]
  for (const trigger of core.registry.all()) {
    findings.push(...checkActions(core, trigger))
    const schemas = bound.map(({ port }) => port.schema)
    for (const { severity, message, path } of schemaProblems(trigger, schemas, core)) {
      findings.push({
        severity,
        code: 'SCHEMA_MISMATCH',
        message: `Trigger "${trigger.name}": ${path}: ${message}`,
        trigger: trigger.name,
      })
    }
  }
  findings.push(...checkNames(core))
  const queues = core.registry.all().some(({ actions }) => actions.some(({ timing }) => timing === 'queued'))
  for (const { port, jobs } of bound) {
    if (queues && jobs?.transactional === false) {
      findings.push({
        severity: 'warning',
        code: 'OUTBOX_AFTER_COMMIT',
        message:
          'Jobs of queued actions are kept after the commit of their write, not with it: a crash in between loses them. Use an outbox in the ' +
          'database itself, and one that has transactions (MongoDB: as a replica set).',
      })
    }
    findings.push({
      severity: 'info',
      code: 'UNSEEN_WRITES',
      message:
        'What passes by the ORM fires no trigger: raw SQL, TRUNCATE and INSERT … SELECT; the bare driver, drop, $out and $merge of MongoDB. ' +
        'See docs/write-paths.md.',
    })
    if (!port.capabilities.transactions) {
      findings.push({
        severity: 'warning',
        code: 'NO_TRANSACTIONS',
        message:
          'The database has no transactions: a failing trigger undoes nothing. Run it where it has them (MongoDB: as a replica set).',
      })
    }
  }
  const unknown = checkOptions(
    core,
    bound.map(({ port }) => port.schema),
  )
  const providers = checkProviders(core.providers, core.registry.all(), core.health)
  return [...findings, ...unknown, ...providers, ...core.mismatches.values()]
}

/** A stored trigger never replaces one of the code, nor another of its store (R37): both fire, which may not be meant. */
function checkNames(core: EngineCore): CheckFinding[] {
  const seen = new Map<string, NormalizedTrigger>()
  const findings: CheckFinding[] = []
  for (const trigger of core.registry.all()) {
    for (const table of trigger.tables) {
      const key = JSON.stringify([table, trigger.name])
      const other = seen.get(key)
      seen.set(key, trigger)
      if (other === undefined) continue
      findings.push({
        severity: 'warning',
        code: 'SAME_NAME',
        message: `Two triggers on ${table} are named "${trigger.name}" (${originOf(other)} and ${originOf(trigger)}): both fire.`,
        trigger: trigger.name,
        table,
      })
    }
  }
  return findings
}

function originOf({ origin, tag }: NormalizedTrigger): string {
  return origin === 'code' ? 'registered in code' : `stored as "${tag}"`
}

function checkActions(core: EngineCore, trigger: NormalizedTrigger): CheckFinding[] {
  const findings: CheckFinding[] = []
  const add = (severity: CheckFinding['severity'], code: string, message: string): void => {
    const line = escapeControls(`Trigger "${trigger.name}": ${message}`)
    findings.push({ severity, code, message: line, trigger: trigger.name })
  }
  if (trigger.actions.length === 0) add('warning', 'NO_ACTIONS', 'it has no actions, so it does nothing.')
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
    for (const problem of providerProblemsOf(core, action)) add('error', 'PROVIDER_MISSING', problem)
    for (const name of secretsOf(action)) {
      const problem = core.secrets.problemOf(name, trigger.origin)
      if (problem !== undefined) add('error', ...secretFindings[problem](action.name, name))
    }
    if (after && phaseOf(action) === 'commit' && action.family !== 'log' && action.timing !== 'queued') {
      add(
        'info',
        'BEST_EFFORT',
        `action "${action.name}" runs after the commit, best effort: a crash in between loses it. \`timing: 'queued'\` makes it durable.`,
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
