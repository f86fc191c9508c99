import { SecretText } from '../../template/secret-text.ts'
import type { Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'
import { headerSink, headersSink } from './header-sink.ts'
import { pathSink } from './path-sink.ts'
import { urlSink } from './url-sink.ts'

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

/** Files to go with a mail: a value in a name leads to no other folder, one in an address is percent-encoded. */
export const attachmentsSink: Sink = {
  child: () => attachmentSink,
}

const attachmentSink: Sink = {
  child: (key) => ({ filename: pathSink, url: urlSink, mimeType: headerSink })[key],
}
