import { expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'

// The check value of CRC-32C, and a vector of RFC 3720, B.4.
it('is CRC-32C', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
})
