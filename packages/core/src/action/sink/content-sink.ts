import { SecretText } from '../../template/secret-text.ts'
import type { Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'
import { headersSink } from './header-sink.ts'

/** What is sent to others as it is; secrets may be in it. */
export const bodySink: Sink = { secretPlace: () => 'plain' }

/** Parameters of an address: a value is one of them, also where it is a list; they are percent-encoded when they are added. */
export const querySink: Sink = {
  child: () => parameterSink,
}

const parameterSink: Sink = {
  whole: (value) => (value !== null && typeof value === 'object' ? toText(value) : value),
  secretPlace: () => 'plain',
}

/** `body`, `headers`, `query` and `params` of a webhook. */
export const callbackSink: Sink = {
  child: (key) => ({ body: bodySink, headers: headersSink, query: querySink })[key],
}

/** The name of a secret, or several: stands for the secret itself. */
export const secretNameSink: Sink = {
  problem: () => 'has to be the name of a secret: no placeholder may stand here',
  literal: (name) => new SecretText([{ secret: name, place: 'plain' }]),
}
