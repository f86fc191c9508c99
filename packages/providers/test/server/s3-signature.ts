import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface S3Keys {
  accessKeyId: string
  secretAccessKey: string
}

/** What S3 calls an error. */
export interface S3Refusal {
  status: number
  code: string
  message: string
}

const longestSkewMs = 15 * 60_000

/** For tests: checks a request's Signature Version 4 as S3 does, from the request as it arrived; undefined where it is right. */
export function refuseSignature(request: IncomingMessage, body: Buffer, keys: S3Keys): S3Refusal | undefined {
  const { authorization = '' } = request.headers
  const [, credential = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/.exec(authorization) ?? []
  const [accessKeyId, day = '', region = '', service, end] = credential.split('/')
  if (service !== 's3' || end !== 'aws4_request') return refusal(403, 'AccessDenied', 'Access Denied')
  if (accessKeyId !== keys.accessKeyId)
    return refusal(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
  const time = String(request.headers['x-amz-date'])
  const digest = String(request.headers['x-amz-content-sha256'])
  if (Math.abs(Date.now() - timeOf(time)) > longestSkewMs)
    return refusal(403, 'RequestTimeTooSkewed', 'The difference between the request time and the server is too large.')
  const names = signed.split(';')
  if (!names.includes('host') || amzHeaders(request).some((name) => !names.includes(name)))
    return refusal(403, 'AccessDenied', 'There were headers present in the request which were not signed')
  if (digest !== hash(body))
    return refusal(
      400,
      'XAmzContentSHA256Mismatch',
      'The provided x-amz-content-sha256 does not match what was computed.',
    )
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(canonicalRequest(request, names, digest))].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${keys.secretAccessKey}`)
  if (timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex'))) return undefined
  return refusal(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  )
}

export function refusal(status: number, code: string, message: string): S3Refusal {
  return { status, code, message }
}

function canonicalRequest({ method, url = '', headers }: IncomingMessage, names: string[], digest: string): string {
  const [path = '', query = ''] = url.split('?')
  const parameters = query.split('&').map((each) => (each.includes('=') || each === '' ? each : `${each}=`))
  const lines = names.map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}\n`).join('')
  return [method, path, parameters.sort().join('&'), lines, names.join(';'), digest].join('\n')
}

function amzHeaders({ headers }: IncomingMessage): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('x-amz-'))
}

function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function hash(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
