import type { Sink } from '../../template/sink.ts'
import { attachmentsSink, bodySink, callbackSink, querySink, secretNameSink } from './content-sink.ts'
import { filterSink } from './filter-sink.ts'
import { headerSink, headersSink, messageHeadersSink } from './header-sink.ts'
import { htmlSink } from './html-sink.ts'
import { globSink, keySink } from './key-sink.ts'
import { lineSink, titleSink } from './line-sink.ts'
import { fixedSink, messageSink, nameSink, topicSink } from './name-sink.ts'
import { pathSink } from './path-sink.ts'
import { recipientSink, recipientsSink } from './recipient-sink.ts'
import { urlSink } from './url-sink.ts'

export type SinkName =
  | 'attachments'
  | 'body'
  | 'callback'
  | 'filter'
  | 'fixed'
  | 'glob'
  | 'header'
  | 'headers'
  | 'html'
  | 'key'
  | 'line'
  | 'message'
  | 'messageHeaders'
  | 'name'
  | 'path'
  | 'query'
  | 'recipient'
  | 'recipients'
  | 'secret'
  | 'title'
  | 'topic'
  | 'url'

/** Every place that a text of a payload can end up in, with what it asks of values (R47). A field without one takes values as they are. */
export const sinks: Readonly<Record<SinkName, Sink>> = {
  attachments: attachmentsSink,
  body: bodySink,
  callback: callbackSink,
  filter: filterSink,
  fixed: fixedSink,
  glob: globSink,
  header: headerSink,
  headers: headersSink,
  html: htmlSink,
  key: keySink,
  line: lineSink,
  message: messageSink,
  messageHeaders: messageHeadersSink,
  name: nameSink,
  path: pathSink,
  query: querySink,
  recipient: recipientSink,
  recipients: recipientsSink,
  secret: secretNameSink,
  title: titleSink,
  topic: topicSink,
  url: urlSink,
}
