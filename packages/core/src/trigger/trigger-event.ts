/** The eight events of a trigger. Members and their string values are the same thing. */
export const TriggerEvent = {
  BEFORE_INSERT: 'beforeInsert',
  AFTER_INSERT: 'afterInsert',
  BEFORE_UPDATE: 'beforeUpdate',
  AFTER_UPDATE: 'afterUpdate',
  BEFORE_DELETE: 'beforeDelete',
  AFTER_DELETE: 'afterDelete',
  BEFORE_WRITE: 'beforeWrite',
  AFTER_WRITE: 'afterWrite',
} as const

export type TriggerEventName = (typeof TriggerEvent)[keyof typeof TriggerEvent]

/** An event as it happens: `beforeWrite` and `afterWrite` are always one of these (R25). */
export type ConcreteEvent = Exclude<TriggerEventName, 'beforeWrite' | 'afterWrite'>
