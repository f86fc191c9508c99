import type { ProviderCall, Row } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { toPrompt } from './agent-prompt.ts'
import { toAgentSchema } from './agent-schema.ts'
import { toToolSet } from './agent-tools.ts'
import { type AgentOptions, agentDefaults } from './agents-options.ts'

type Ai = typeof import('ai')

/** What an action of an agent gives as its result. */
export interface AgentResult {
  /** The answer. */
  text: string
  /** How many answers of the model it took. */
  steps: number
  /** Of all steps; 0 where the model tells none. */
  usage: { inputTokens: number; outputTokens: number; totalTokens: number }
  /** In their order; those that failed, and whose error the model was told, say so. */
  toolCalls: { name: string; input: unknown; error?: string }[]
  /** The answer as the agent's schema has it; absent where it has none. */
  output?: unknown
}

export interface AgentRun {
  readonly ai: Ai
  readonly name: string
  readonly agent: AgentOptions
  readonly prompt: string
  readonly context: Row
  readonly call: ProviderCall
  readonly failures: ProviderFailures
}

interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
}

/** @throws ProviderError where it gave no answer within its limits; what the AI SDK throws. */
export async function runAgent(run: AgentRun): Promise<AgentResult> {
  const { ai, name, agent, prompt, context, call } = run
  const { model, system, maxOutputTokens, temperature, output } = agent
  const { maxSteps = agentDefaults.maxSteps, maxTokens = agentDefaults.maxTokens } = agent
  const schema = output && ai.Output.object({ schema: await toAgentSchema(ai, output) })
  const result = await ai.generateText({
    model,
    system,
    prompt: toPrompt(prompt, context),
    tools: await toToolSet(ai, name, agent, call),
    stopWhen: [ai.stepCountIs(maxSteps), ({ steps }) => usageOf(steps).totalTokens >= maxTokens],
    maxOutputTokens,
    temperature,
    abortSignal: call.signal,
    maxRetries: 0,
    ...(schema && { output: schema, experimental_output: schema }),
  })
  const usage = usageOf(result.steps)
  assertAnswered(run, result.finishReason, usage.totalTokens, result.steps.length)
  return {
    text: result.text,
    steps: result.steps.length,
    usage,
    toolCalls: result.steps.flatMap(toolCallsOf),
    ...(schema && { output: result.output ?? result.experimental_output }),
  }
}

function assertAnswered(
  { name, agent, call, failures }: AgentRun,
  finishReason: string,
  totalTokens: number,
  steps: number,
): void {
  const { maxTokens = agentDefaults.maxTokens } = agent
  const named = `could not have ${JSON.stringify(name)} answer:`
  const spent = `after ${steps} ${steps === 1 ? 'step' : 'steps'} and ${totalTokens} tokens`
  if (finishReason === 'tool-calls') {
    const isTokens = totalTokens >= maxTokens
    const limit = isTokens
      ? `\`maxTokens\` (${maxTokens})`
      : `\`maxSteps\` (${agent.maxSteps ?? agentDefaults.maxSteps})`
    const message = `${named} ${spent} it had called tools and not answered. Raise its ${limit}, or ask for less.`
    throw failures.final(call, message, isTokens ? 'AGENT_TOKEN_LIMIT' : 'AGENT_STEP_LIMIT')
  }
  if (finishReason === 'length') {
    const message = `${named} ${spent} its answer was cut off. Raise its \`maxOutputTokens\`, or ask for less.`
    throw failures.final(call, message, 'AGENT_TOKEN_LIMIT')
  }
  if (finishReason === 'content-filter')
    throw failures.final(
      call,
      `${named} its model's provider refused what it was asked or what it said.`,
      'AGENT_REFUSED',
    )
  if (finishReason === 'error') throw new Error('the model broke off')
}

function usageOf(steps: readonly { readonly usage: Usage }[]): AgentResult['usage'] {
  const usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 }
  for (const step of steps) {
    const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = step.usage
    usage.inputTokens += inputTokens
    usage.outputTokens += outputTokens
    usage.totalTokens += totalTokens
  }
  return usage
}

interface StepPart {
  readonly type: string
  readonly toolCallId?: string
  readonly toolName?: string
  readonly input?: unknown
  readonly error?: unknown
}

function toolCallsOf({ content }: { readonly content: readonly object[] }): AgentResult['toolCalls'] {
  const parts = content as readonly StepPart[]
  return parts
    .filter(({ type }) => type === 'tool-call')
    .map(({ toolCallId, toolName = '', input }) => {
      const failed = parts.find((part) => part.type === 'tool-error' && part.toolCallId === toolCallId)
      return { name: toolName, input, ...(failed && { error: messageOf(failed.error) }) }
    })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
