import type { Triggers } from '@triggerkit/core'
import type { DataSource } from 'typeorm'
import type { TriggersOptions } from './installation.ts'

export interface Registration {
  engine: Triggers
  options: TriggersOptions
}

const registrations = new WeakMap<object, Registration>()

/** Remembers the engine of a subscriber class that `triggers` made. */
export function registerSubscriber(subscriber: object, registration: Registration): void {
  registrations.set(subscriber, registration)
}

/** The engine that a DataSource's subscribers name; undefined where none of them is ours. */
export function registrationOf(dataSource: DataSource): Registration | undefined {
  const found = dataSource.subscribers.flatMap((subscriber) => registrations.get(subscriber.constructor) ?? [])
  if (found.length < 2) return found[0]
  throw new Error(
    'The subscribers of a DataSource name triggers() more than once. Give it one engine, and register all triggers there.',
  )
}
