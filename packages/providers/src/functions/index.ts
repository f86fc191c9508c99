export { type AppActions, type AppsOptions, apps, type CheckedApp, type Validate } from './apps.ts'
export {
  type CheckedFunction,
  type FunctionEntry,
  type FunctionRun,
  type NamedFunction,
  withInput,
} from './function-entry.ts'
export { type PublisherOptions, type PublishFunction, publisher } from './publisher.ts'
export type { StandardSchema } from './standard-schema.ts'
export { workflows } from './workflows.ts'
export type { WorkflowsOptions } from './workflows-options.ts'
