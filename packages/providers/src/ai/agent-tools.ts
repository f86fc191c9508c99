import { createHash } from 'node:crypto'
import type { ProviderCall } from '@triggerkit/core'
import type { ToolSet } from 'ai'
import { toAgentSchema } from './agent-schema.ts'
import { type AgentOptions, type AgentTool, type AgentToolRun, agentDefaults } from './agents-options.ts'

type Ai = typeof import('ai')

/** The agent's tools for one run, in the terms of the AI SDK. */
export async function toToolSet(
  ai: Ai,
  agent: string,
  { tools = {}, maxToolCalls = agentDefaults.maxToolCalls }: AgentOptions,
  call: ProviderCall,
): Promise<ToolSet> {
  const counts = new Map<string, number>()
  let left = maxToolCalls
  const entries = Object.entries(tools).map(async ([name, given]) => {
    const { description, input } = given
    const execute = async (value: unknown): Promise<unknown> => {
      if (left <= 0) throw new Error(`this run has had its ${maxToolCalls} calls of tools`)
      left--
      return runTool(given, value, runOf(agent, name, value, call, counts))
    }
    return [name, ai.tool({ description, inputSchema: await toAgentSchema(ai, input), execute })] as const
  })
  return Object.fromEntries(await Promise.all(entries)) as ToolSet
}

/** Nothing is started once the time is up. What a tool gives is told as JSON, so that dates and the like are what they are everywhere. */
async function runTool(tool: AgentTool, input: unknown, run: AgentToolRun): Promise<unknown> {
  run.signal.throwIfAborted()
  return (await tool.run(input as never, run)) ?? null
}

function runOf(
  agent: string,
  tool: string,
  input: unknown,
  call: ProviderCall,
  counts: Map<string, number>,
): AgentToolRun {
  const digest = createHash('sha256')
    .update(JSON.stringify([tool, input]))
    .digest('base64url')
    .slice(0, 22)
  const count = (counts.get(digest) ?? 0) + 1
  counts.set(digest, count)
  return { ...call, agent, idempotencyKey: `${call.idempotencyKey}:${tool}:${digest}:${count}` }
}
