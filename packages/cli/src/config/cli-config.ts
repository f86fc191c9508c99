import type { Triggers } from '@triggerkit/core'

/** An engine whose ORM is connected. */
export interface ConnectedEngine {
  /** Made by `createTriggers`, with the application's triggers, functions, providers, store and outbox. */
  triggers: Triggers
  /** Ends the ORM's connections; called once, after the engine was closed. */
  close?: () => unknown
}

/** What `triggerkit.config.ts` exports by default. */
export interface CliConfig {
  /**
   * Makes the application's engine and connects its ORM. Called once for each command that needs it; it should start no worker of its own and
   * listen to no port.
   */
  engine: () => ConnectedEngine | Promise<ConnectedEngine>
  /** Where `pull`, `push` and `diff` keep definitions, relative to the config file. Default `triggers`. */
  folder?: string
}

/** A typed identity for `triggerkit.config.ts`: `export default defineConfig({ engine: async () => … })`. */
export function defineConfig(config: CliConfig): CliConfig {
  return config
}
