export { agents } from './agents.ts'
export type { AgentOptions, AgentsOptions, AgentTool, AgentToolRun } from './agents-options.ts'
export type { AgentResult } from './run-agent.ts'
