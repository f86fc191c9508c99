import { describe, expect, it } from 'vitest'
import { parseIpAddress } from './ip-address.ts'
import { isMetadataAddress, isMetadataName } from './metadata-address.ts'

function isMetadata(url: string, everywhere = false): boolean {
  return isMetadataAddress(parseIpAddress(new URL(url).hostname)!, { everywhere })
}

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
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[2001:0:a9fe:a9fe::1]/',
    'http://[2001:0:4136:e378:8000:63bf:5601:5601]/',
    'http://[2600::5efe:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://[fd00:0ec2:0:0:0:0:0:0254]/',
    'http://①⑥⑨.254.169.254/',
  ])('R46 knows %s', (url) => {
    expect(isMetadata(url)).toBe(true)
  })

  it.each([
    'http://169.253.1.1/',
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://[fd00:ec2::255]/',
    'http://[2001:db8::a9fe:a9fe]/',
    'http://[2600:a9fe:a9fe::1]/',
  ])('lets code reach %s', (url) => {
    expect(isMetadata(url)).toBe(false)
  })

  it.each([
    'http://168.63.129.16/',
    'http://[::ffff:168.63.129.16]/',
    'http://100.100.100.200/',
    'http://192.0.0.192/',
    'http://[fd20:ce::254]/',
    'http://[fd00:42::42]/',
  ])('R46 keeps stored definitions from %s, which only some clouds use so', (url) => {
    expect([isMetadata(url), isMetadata(url, true)]).toEqual([false, true])
  })

  it('knows names', () => {
    expect(['metadata.google.internal', 'metadata.goog', 'metadata.example.com'].map(isMetadataName)).toEqual([
      true,
      true,
      false,
    ])
  })
})
