import type { ProviderCall } from '@triggerkit/core'
import type { FlexibleSchema, LanguageModel } from 'ai'

/** What a tool's function is told beside its input. */
export interface AgentToolRun extends Omit<ProviderCall, 'idempotencyKey'> {
  /**
   * The same for the same call in another attempt: of the action, the tool, its input, and how often the agent has called it with that input. Use
   * it to do a thing once, for an agent whose action is tried again calls its tools again.
   */
  readonly idempotencyKey: string
  /** The agent that calls. */
  readonly agent: string
}

/** What an agent may do. Its tools are the only power that an agent has: whoever can write into a record can talk it into using them. */
export interface AgentTool {
  /** For the model: what it does, and when to use it. */
  description: string
  /** What it takes: a schema of Zod, another Standard Schema that can tell its JSON Schema, or a JSON Schema (which needs the package `ajv`). */
  input: FlexibleSchema | object
  /**
   * Does it; what it resolves with is told to the model, as JSON. Where it rejects the model is told the error's message, and may go on without: throw
   * nothing that it must not know. The input is checked, and comes from a model: give it no more trust than the record's author.
   */
  run(input: never, run: AgentToolRun): unknown
}

/** A model with a task. */
export interface AgentOptions {
  /** Of any provider of the AI SDK: `openai('gpt-5')`, `anthropic('claude-…')`; a text is a model of its gateway. */
  model: LanguageModel
  /** Who it is and what it has to do. Texts of records belong into the action's `context`, never here. */
  system?: string
  /** By name: letters, digits, `_`, `-`. */
  tools?: Readonly<Record<string, AgentTool>>
  /** Most answers of the model in one run, those that call tools included. Default 10. */
  maxSteps?: number
  /**
   * Most tokens of one run, of all its steps, those in and those out. It is looked at after each step: the one that passes it is paid. Models that
   * tell no usage are held by `maxSteps` alone. Default 100,000.
   */
  maxTokens?: number
  /** Most calls of tools in one run; a further one is answered with an error, and not run. Default 50. */
  maxToolCalls?: number
  /** Most tokens of one answer of the model. Default: the model's own. */
  maxOutputTokens?: number
  /** Default: the model's own. */
  temperature?: number
  /** A schema that the answer has to fit: of Zod, or as for tools. The result then has `output`. */
  output?: FlexibleSchema | object
}

/** By name, as actions call them (`support-agent`). */
export type AgentsOptions = Readonly<Record<string, AgentOptions>>

export const agentDefaults: Required<Pick<AgentOptions, 'maxSteps' | 'maxTokens' | 'maxToolCalls'>> = {
  maxSteps: 10,
  maxTokens: 100_000,
  maxToolCalls: 50,
}

/** Everything that is wrong with them. */
export function agentsProblems(agents: AgentsOptions): string[] {
  const entries = Object.entries(agents ?? {})
  if (entries.length === 0) return ['it has to name at least one agent.']
  return entries.flatMap(([name, agent]) => agentProblems(JSON.stringify(name), agent))
}

function agentProblems(name: string, given: AgentOptions): string[] {
  const { model, tools = {}, maxSteps = 1, maxTokens = 1, maxOutputTokens = 1, temperature = 0, output } = given ?? {}
  const problems: string[] = []
  const isModel = typeof model === 'string' ? model !== '' : typeof model?.doGenerate === 'function'
  if (!isModel) problems.push(`${name}.model has to be a model of the AI SDK.`)
  for (const [option, value] of Object.entries({
    maxSteps,
    maxTokens,
    maxOutputTokens,
    maxToolCalls: given?.maxToolCalls ?? 1,
  }))
    if (!Number.isSafeInteger(value) || value < 1)
      problems.push(`${name}.${option} has to be a whole number, at least 1.`)
  if (!Number.isFinite(temperature)) problems.push(`${name}.temperature has to be a number.`)
  if (output !== undefined && !isSchema(output)) problems.push(`${name}.output has to be a schema.`)
  return [...problems, ...Object.entries(tools).flatMap(([tool, each]) => toolProblems(`${name}.tools`, tool, each))]
}

function toolProblems(place: string, name: string, given: AgentTool): string[] {
  const { description, input, run } = given ?? {}
  const problems: string[] = []
  if (!/^[\w-]{1,64}$/.test(name))
    problems.push(`${place} has ${JSON.stringify(name)}: a name is 1 to 64 letters, digits, "_", "-".`)
  if (typeof description !== 'string' || description === '')
    problems.push(`${place}.${name}.description has to be a text.`)
  if (!isSchema(input)) problems.push(`${place}.${name}.input has to be a schema.`)
  if (typeof run !== 'function') problems.push(`${place}.${name}.run has to be a function.`)
  return problems
}

function isSchema(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
