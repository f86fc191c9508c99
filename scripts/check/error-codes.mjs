import { loadSource } from '../docs/load-source.mjs'
import { sourceFiles, withoutComments } from './source-files.mjs'

const table = 'packages/core/src/errors/error-codes.ts'
/** `code: 'X'` where an error is made, `code = 'X'` where a class has a default. */
const given = /\bcode\s*[:=]\s*'([A-Z][A-Z_]+)'/g
/** `code: … ? 'X' : 'Y'` */
const chosen = /\bcode\s*[:=][^,;\n]*\?\s*'([A-Z][A-Z_]+)'\s*:\s*'([A-Z][A-Z_]+)'/g
/** Codes by which Node calls its own errors, which are passed on. */
const nodeCodes = /^E[A-Z]+$/
/** Codes of findings, which are no errors. */
const findings = /packages\/core\/src\/(check\/[a-z-]+|engine\/engine-core)\.ts$/

/** @returns {Promise<string[]>} codes that the errors of core and adapters carry and the table does not explain, and the other way round */
export async function findErrorCodeProblems() {
  const { errorCodes } = await loadSource(table)
  const files = sourceFiles(
    [
      ...['bullmq', 'core', 'files', 'mongoose', 'prisma', 'sql', 'typeorm'].map((name) => `packages/${name}/src`),
      'packages/providers/src/redis-store',
    ],
    /\.ts$/,
  ).filter(
    ({ path }) =>
      !/errors\/[a-z-]*error-codes\.ts$/.test(path) &&
      !/\.test(-d)?\.ts$|\/testing\//.test(path) &&
      !findings.test(path),
  )
  const used = new Set(files.flatMap(({ text }) => codesIn(withoutComments(text))))
  const known = Object.keys(errorCodes)
  return [
    ...[...used]
      .filter((code) => !known.includes(code ?? '') && !nodeCodes.test(code ?? ''))
      .map((code) => `${table} does not explain ${code}`),
    ...known.filter((code) => !used.has(code)).map((code) => `${table} explains ${code}, which no error carries`),
  ]
}

/** @param {string} text */
function codesIn(text) {
  return [...text.matchAll(given), ...text.matchAll(chosen)].flatMap(([, ...codes]) => codes)
}
