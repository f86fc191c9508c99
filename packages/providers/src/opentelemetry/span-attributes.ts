import type { ObservedAction, ObservedAttempt, ObservedTrigger, ObservedWrite, TriggerIdentity } from '@triggerkit/core'
import type { Attributes } from './flattened.ts'

/*
 * Names of OpenTelemetry's semantic conventions where there is one (`db.*`, `messaging.*`, `error.type`), else our own below `triggerkit.`. Names
 * and numbers only: nothing of a row but its key, where that is asked for.
 */

export function attributesOfWrite({ table, operation, triggers, inTransaction }: ObservedWrite): Attributes {
  return {
    'db.collection.name': table,
    'db.operation.name': operation,
    'triggerkit.write.triggers': triggers,
    'triggerkit.write.in_transaction': inTransaction,
  }
}

export function attributesOfTrigger({ trigger, event, table, phase, rows }: ObservedTrigger): Attributes {
  return {
    ...attributesOfIdentity(trigger),
    'db.collection.name': table,
    'triggerkit.event': event,
    'triggerkit.phase': phase,
    'triggerkit.rows': rows,
    ...(phase === 'queued' && {
      ...messaging,
      'messaging.operation.type': 'create',
      'messaging.operation.name': 'create',
    }),
  }
}

export function attributesOfAction(told: ObservedAction, withKey: boolean): Attributes {
  const { trigger, event, table, action, phase, timing, attempt, rows, key, job } = told
  return {
    ...attributesOfIdentity(trigger),
    'db.collection.name': table,
    'triggerkit.event': event,
    'triggerkit.action.name': action.name,
    'triggerkit.action.type': action.type,
    'triggerkit.phase': phase,
    'triggerkit.timing': timing,
    'triggerkit.attempt': attempt,
    'triggerkit.rows': rows,
    ...(withKey && key !== undefined && { 'triggerkit.row.key': key }),
    ...(job !== undefined && { 'messaging.message.id': job }),
  }
}

export function attributesOfJob(job: ObservedAttempt, withKey: boolean): Attributes {
  return {
    ...messaging,
    'messaging.operation.type': 'process',
    'messaging.operation.name': 'process',
    'messaging.message.id': job.id,
    'triggerkit.trigger.tag': job.trigger.tag,
    'triggerkit.trigger.version': job.trigger.version,
    'triggerkit.action.name': job.action,
    'triggerkit.action.handler': job.handler,
    'triggerkit.provider': job.provider,
    'db.collection.name': job.table,
    'triggerkit.attempt': job.attempt,
    ...(withKey && job.key !== '' && { 'triggerkit.row.key': job.key }),
  }
}

const messaging = { 'messaging.system': 'triggerkit', 'messaging.destination.name': 'outbox' }

function attributesOfIdentity({ name, tag, version, origin }: TriggerIdentity): Attributes {
  return {
    'triggerkit.trigger.name': name,
    'triggerkit.trigger.tag': tag,
    'triggerkit.trigger.version': version,
    'triggerkit.trigger.origin': origin,
  }
}
