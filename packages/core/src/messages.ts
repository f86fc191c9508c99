export { MessageDefinitionError } from './errors/message-definition-error.ts'
export { MessageError, type MessagePlace } from './errors/message-error.ts'
export { defineMessages } from './message/define-messages.ts'
export { loadMessages } from './message/load-messages.ts'
export type {
  DefineMessagesOptions,
  Message,
  MessageDefinition,
  MessagePartName,
  MessageRenderer,
  Messages,
  MessagesOf,
  TemplateForms,
} from './message/message-definition.ts'
