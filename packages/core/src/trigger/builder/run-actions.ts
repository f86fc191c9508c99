import type { ActionDefinition, ActionOptions } from '../../action/action-definition.ts'
import type { ActionFunction, ActionFunctionContext, ActionNeeds } from '../../action/action-function.ts'
import type { Row } from '../../change/change.ts'
import type { IfTyped } from '../../change/typed-row.ts'
import type { ColumnName } from '../../value/value-shape.ts'
import { toAction, type WithActionOptions } from './to-action.ts'

export interface WorkflowActions {
  /** Runs a workflow and waits for its result. */
  execute(workflow: string, input?: unknown, options?: WithActionOptions<object>): ActionDefinition
  /** Starts a workflow. */
  dispatch(workflow: string, input?: unknown, options?: WithActionOptions<object>): ActionDefinition
}

export const workflow: WorkflowActions = {
  execute: (tag, input, options) => toAction('workflow.execute', { workflow: tag, input }, options),
  dispatch: (tag, input, options) => toAction('workflow.dispatch', { workflow: tag, input }, options),
}

export interface AppActions {
  /** Runs an application's action. */
  execute(app: string, action: string, input?: unknown, options?: WithActionOptions<object>): ActionDefinition
}

export const action: AppActions = {
  execute: (app, name, input, options) => toAction('action.execute', { app, action: name, input }, options),
}

export interface AgentActions {
  /** Runs an AI agent with what it is to do and to know. */
  run(
    agent: string,
    prompt: string,
    context?: Readonly<Record<string, unknown>>,
    options?: WithActionOptions<object>,
  ): ActionDefinition
}

export const agent: AgentActions = {
  run: (tag, prompt, context, options) => toAction('agent.run', { agent: tag, prompt, context }, options),
}

export interface QuotaOptions {
  /** Whose quota; default: one for all. */
  key?: string
  /** How much. Default 1. */
  amount?: number
}

export interface QuotaActions {
  /** Fails where the quota is used up. */
  check(quota: string, options?: WithActionOptions<QuotaOptions>): ActionDefinition
  /** Takes from the quota; fails where it is used up. */
  consume(quota: string, options?: WithActionOptions<QuotaOptions>): ActionDefinition
}

export const quota: QuotaActions = {
  check: (tag, options) => toAction('quota.check', { quota: tag }, options),
  consume: (tag, options) => toAction('quota.consume', { quota: tag }, options),
}

export interface FallbackActions {
  /** Runs a chain of alternatives until one succeeds. */
  execute(fallback: string, input?: unknown, options?: WithActionOptions<object>): ActionDefinition
}

export const fallback: FallbackActions = {
  execute: (tag, input, options) => toAction('fallback.execute', { fallback: tag, input }, options),
}

/** `needs` is for a function only; a registered one has its own. */
export interface CustomOptions<R extends object> extends ActionOptions {
  /** What the function reads, where that is less than the whole rows. */
  needs?: ActionNeeds<IfTyped<R, ColumnName<R> | `${string}.${string}`, string>>
}

/**
 * Runs a function, or the registered one of that name. Its result is the action's result; it changes no row by it. Inside a definition with
 * a row type the function's context has that type.
 */
export function custom<R extends object = Row>(
  run: ActionFunction<R> | string,
  options?: CustomOptions<NoInfer<R>>,
): ActionDefinition<R> {
  if (typeof run === 'string') return toAction('custom', { function: run }, options) as ActionDefinition<R>
  const { needs, ...own } = options ?? {}
  const withNeeds =
    needs === undefined ? run : Object.assign((context: ActionFunctionContext<R>) => run(context), { needs })
  return toAction('custom', { run: withNeeds }, own) as ActionDefinition<R>
}
