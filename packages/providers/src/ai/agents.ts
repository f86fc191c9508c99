import type { AgentProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { agentFailure } from './agent-failure.ts'
import { type AgentsOptions, agentsProblems } from './agents-options.ts'
import { runAgent } from './run-agent.ts'

const healthMs = 60_000

/**
 * Agents on the AI SDK (install the package `ai` and that of a model's provider beside this one): a model answers, and calls tools until it has an
 * answer, within its limits of steps and tokens. Result: `{ text, steps, usage, toolCalls }`, and `output` for an agent with a schema.
 *
 * The action's `context` reaches the model as data in JSON. Whoever writes what is in it may try to give the model orders; its tools are all that it
 * can do, so give it only those that such a person may use.
 *
 * ```ts
 * const support = { model: openai('gpt-5-mini'), system: 'You sort tickets.', tools: { assign } }
 * createTriggers({ providers: { agent: agents({ support }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function agents(known: AgentsOptions): AgentProvider & { readonly name: string } {
  const failures = new ProviderFailures('agents')
  const problems = agentsProblems(known)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join(' ')}`)
  const load = (): Promise<typeof import('ai')> => loadVendor('agents()', 'ai', () => import('ai'))
  let healthyUntil = 0
  return {
    family: 'agent',
    name: 'agents',
    async run(agent, prompt, context, call) {
      call.signal.throwIfAborted()
      const found = findNamed(known, agent, 'agent')
      if ('problem' in found) throw failures.final(call, found.problem, 'AGENT_UNKNOWN')
      const ai = await load()
      const { name, entry } = found
      try {
        return await untilAborted(call.signal, () =>
          runAgent({ ai, name, agent: entry, prompt, context, call, failures }),
        )
      } catch (error) {
        if (call.signal.aborted) throw call.signal.reason
        const { thrown, failure } = agentFailure(ai, error, `have ${JSON.stringify(name)} answer`)
        throw failures.of(thrown, call, failure)
      }
    },
    /** Each model is asked for a word, which costs some 20 tokens; what was well is not asked again for a minute. */
    async health({ signal }) {
      if (Date.now() < healthyUntil) return
      const ai = await load()
      const models = new Set(Object.values(known).map(({ model }) => model))
      const asked = { prompt: 'Say: ok', maxOutputTokens: 16, maxRetries: 0, abortSignal: signal }
      try {
        await untilAborted(signal, () => Promise.all([...models].map((model) => ai.generateText({ ...asked, model }))))
        healthyUntil = Date.now() + healthMs
      } catch (error) {
        const { thrown, failure } = agentFailure(ai, error, 'reach the models')
        throw failures.of(thrown, undefined, failure)
      }
    },
  }
}
