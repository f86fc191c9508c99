export type { DbosClientLike, DbosHandleLike, DbosLike, DbosWorkflow } from './dbos-like.ts'
export type { DbosRemoteWorkflowsOptions, DbosWorkflowsOptions, RemoteWorkflow } from './dbos-options.ts'
export { dbosRemoteWorkflows } from './dbos-remote-workflows.ts'
export { dbosWorkflows } from './dbos-workflows.ts'
