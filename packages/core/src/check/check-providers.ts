import type { NormalizedAction } from '../action/action-definition.ts'
import { providerNeedOf } from '../action/provider-need.ts'
import { describeProvider, type ProviderHealth } from '../engine/provider-health.ts'
import type { ProviderEntry, ProviderRegistry } from '../provider/provider-registry.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'

/** A line for each provider: how many actions use it, and what `health()` last said of it. */
export function checkProviders(
  providers: ProviderRegistry,
  triggers: readonly NormalizedTrigger[],
  known: readonly ProviderHealth[],
): CheckFinding[] {
  const needs = triggers.flatMap(({ actions }) => actions.flatMap(needsOf))
  return providers.entries().map((entry) => {
    const uses = needs.filter(
      ({ family, tag }) => family === entry.family && providers.find(family, tag) === entry.provider,
    )
    const last = known.find(({ family, tag }) => family === entry.family && tag === entry.tag)
    const isDown = last?.state === 'down'
    const state = last === undefined || last.state === 'unknown' ? '' : `; it was ${last.state} when health() asked`
    return {
      severity: isDown ? 'warning' : 'info',
      code: isDown ? 'PROVIDER_DOWN' : 'PROVIDER',
      message: `${describeProvider(entry)} ${useOf(uses.length)}${state}${isDown ? `: ${last.error}` : ''}.`,
    }
  })
}

function needsOf(action: NormalizedAction): { family: ProviderEntry['family']; tag?: string }[] {
  const own = providerNeedOf(action)
  return [...(own === undefined ? [] : [own]), ...(action.actions ?? []).flatMap(needsOf)]
}

function useOf(count: number): string {
  if (count === 0) return 'is used by no action'
  return `is used by ${count} ${count === 1 ? 'action' : 'actions'}`
}
