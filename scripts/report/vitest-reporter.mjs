import { writeFileSync } from 'node:fs'
import { DefaultReporter } from 'vitest/node'

/**
 * Vitest's own reporter, which also counts for the closing summary of `npm test`: tests, and the rules that passed tests
 * name. Of a file with a failure it names only what failed: some files have thousands of tests.
 */
export default class ResultReporter extends DefaultReporter {
  /**
   * @override
   * @param {import('vitest/node').TestModuleState} moduleState
   * @param {import('vitest/node').TestCase} test
   */
  printTestCase(moduleState, test) {
    if (test.result().state === 'failed') super.printTestCase(moduleState, test)
  }

  /**
   * @override
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<import('vitest').SerializedError>} unhandledErrors
   * @param {import('vitest/node').TestRunEndReason} reason
   */
  onTestRunEnd(modules, unhandledErrors, reason) {
    super.onTestRunEnd(modules, unhandledErrors, reason)
    /** @type {import('./result-file.mjs').TestResult} */
    const result = { passed: 0, failed: unhandledErrors.length, skipped: 0, rules: {}, told: [] }
    for (const module of modules) {
      result.failed += failuresOutsideTests(module)
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        result[state === 'pending' ? 'skipped' : state] += 1
        if (state === 'passed') countRules(test.fullName, result.rules)
        const { told } = /** @type {{ told?: string }} */ (test.meta())
        if (told !== undefined) result.told.push(told)
      }
    }
    const file = process.env.TRIGGERKIT_RESULT_FILE
    if (file) writeFileSync(file, JSON.stringify(result))
  }
}

/**
 * A file that does not load, or a hook that throws, is a failure without a test of its own.
 *
 * @param {import('vitest/node').TestModule} module
 */
function failuresOutsideTests(module) {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0)
  return suites.length + (module.errors().length > 0 ? 1 : 0)
}

/**
 * @param {string} name
 * @param {Record<string, number>} rules
 */
function countRules(name, rules) {
  for (const rule of new Set(name.match(/\bR\d{1,2}\b/g))) rules[rule] = (rules[rule] ?? 0) + 1
}
