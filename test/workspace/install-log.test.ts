import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { installLog } from '../../scripts/workspace/install-log.mjs'

const packages = ['.pnpm/better-sqlite3@12.11.1', '.pnpm/better-sqlite3@11.10.0']

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('two versions compiled at once are one announcement, and no timer stays that would keep the process alive', () => {
  const log = installLog()
  for (const name of packages)
    log.line(`${name}/node_modules/better-sqlite3 install$ prebuild-install || node-gyp rebuild`)
  expect(vi.getTimerCount()).toBe(1)

  log.line(`${packages[0]}/node_modules/better-sqlite3 install: Done`)
  expect(vi.getTimerCount()).toBe(1)
  log.line(`${packages[1]}/node_modules/better-sqlite3 install: Done`)
  expect(vi.getTimerCount()).toBe(0)
  expect(vi.mocked(console.log).mock.calls.filter(([text]) => /is built/.test(text))).toHaveLength(1)
})

test('an installation that fails while a module is compiled leaves no timer', () => {
  const log = installLog()
  for (const name of packages)
    log.line(`${name}/node_modules/better-sqlite3 install$ prebuild-install || node-gyp rebuild`)
  log.end()
  expect(vi.getTimerCount()).toBe(0)
})
