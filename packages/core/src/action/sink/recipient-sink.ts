import type { Sink } from '../../template/sink.ts'

/** Recipients: the whole field may be one placeholder for a list; an item of a written list gives at most one, whatever its value is. */
export const recipientsSink: Sink = { child: () => recipientSink }

/** One recipient. */
export const recipientSink: Sink = {
  whole(value, entry) {
    if (!Array.isArray(value)) return value
    if (value.length > 1) entry.refuse(`is a list of ${value.length}, and one item of a list is one recipient.`)
    return value[0] as unknown
  },
}
