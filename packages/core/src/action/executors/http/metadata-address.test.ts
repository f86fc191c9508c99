import { describe, expect, it } from 'vitest'
import { isMetadataAddress } from './metadata-address.ts'

describe('metadata addresses', () => {
  it.each([
    'http://169.254.169.254/',
    'http://169.254.170.2/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://169.254.169.254./',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::169.254.169.254]/',
    'http://[::ffff:0:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://[fd00:0ec2:0:0:0:0:0:0254]/',
    'http://①⑥⑨.254.169.254/',
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
  ])('R46 knows %s', (url) => {
    expect(isMetadataAddress(new URL(url).hostname)).toBe(true)
  })

  it.each([
    'http://169.253.1.1/',
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://[fd00:ec2::255]/',
    'http://[2001:db8::a9fe:a9fe]/',
    'http://169.254.example.com/',
  ])('lets code reach %s', (url) => {
    expect(isMetadataAddress(new URL(url).hostname)).toBe(false)
  })
})
