import { Metadata, status } from '@grpc/grpc-js'
import proto from '@temporalio/proto'

const { workflowservice, common } = proto.temporal.api

/** An error of the server: a status, with the failure that the client looks for in it. */
export class Refusal extends Error {
  readonly code: status
  readonly detail: { type: string; bytes: Uint8Array } | undefined
  constructor(code: status, message: string, detail?: { type: string; bytes: Uint8Array }) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

/** A value as the clients' default converter writes it. */
export function toPayloads(value: unknown): proto.temporal.api.common.v1.IPayloads {
  const isNothing = value === undefined
  const metadata = { encoding: Buffer.from(isNothing ? 'binary/null' : 'json/plain') }
  return common.v1.Payloads.create({
    payloads: [{ metadata, data: isNothing ? null : Buffer.from(JSON.stringify(value)) }],
  })
}

/** What such a converter reads. */
export function toValue({ metadata, data }: proto.temporal.api.common.v1.IPayload): unknown {
  const encoding = Buffer.from(metadata?.encoding ?? []).toString()
  if (encoding === 'json/plain') return JSON.parse(Buffer.from(data!).toString())
  return encoding === 'binary/plain' ? Buffer.from(data!) : null
}

/** A method of Temporal's workflow service, by its own definitions. */
export function definitionOf(name: string): object {
  const request = workflowservice.v1[`${name}Request` as keyof typeof workflowservice.v1] as unknown as Message
  const response = workflowservice.v1[`${name}Response` as keyof typeof workflowservice.v1] as unknown as Message
  return {
    path: `/temporal.api.workflowservice.v1.WorkflowService/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (value: object) => Buffer.from(request.encode(value).finish()),
    requestDeserialize: (bytes: Buffer) => request.decode(bytes),
    responseSerialize: (value: object) => Buffer.from(response.encode(value).finish()),
    responseDeserialize: (bytes: Buffer) => response.decode(bytes),
  }
}

interface Message {
  encode(value: object): { finish(): Uint8Array }
  decode(bytes: Uint8Array): object
}

export function toServiceError(error: unknown): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata()
  if (!(error instanceof Refusal)) return { code: status.INTERNAL, details: String(error), metadata }
  const { code, message, detail } = error
  if (detail !== undefined) {
    const details = [{ type_url: `type.googleapis.com/${detail.type}`, value: detail.bytes }]
    const bytes = proto.google.rpc.Status.encode({ code, message, details }).finish()
    metadata.set('grpc-status-details-bin', Buffer.from(bytes))
  }
  return { code, details: message, metadata }
}
