/**
 * The forms in which a secret may turn up in a text: as it is, percent-encoded as in paths and in forms, as part of JSON, and in base64, alone or
 * as part of something longer (`Basic` authorization). Longest first.
 */
export function secretForms(value: string): string[] {
  const encoded = percentForms(value)
  const json = JSON.stringify(value).slice(1, -1)
  const forms = [value, ...encoded, json, JSON.stringify(json).slice(1, -1), ...base64Forms(value)]
  const key = /^whsec_(.{16,})$/s.exec(value)?.[1]
  if (key !== undefined) forms.push(key)
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

function percentForms(value: string): string[] {
  const component = encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
  const form = new URLSearchParams([['', value]]).toString().slice(1)
  return [component, form].flatMap((text) => [text, text.replaceAll(/%[\dA-F]{2}/g, (octet) => octet.toLowerCase())])
}

/** What is the same whatever stands before and after it: base64 goes by three bytes. */
function base64Forms(value: string): string[] {
  const bytes = new TextEncoder().encode(value)
  const forms = [toBase64(bytes)]
  for (const offset of [0, 1, 2]) {
    const shifted = new Uint8Array(offset + bytes.length)
    shifted.set(bytes, offset)
    const whole = Math.floor((offset + bytes.length) / 3) * 4
    const inner = toBase64(shifted).slice(offset === 0 ? 0 : 4, whole)
    if (inner.length >= 8) forms.push(inner)
  }
  return forms.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_'), text.replaceAll('=', '')])
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
