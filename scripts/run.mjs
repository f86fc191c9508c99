// What `npm run <task>` runs. It needs nothing but Node and npm: each task prepares the workspace itself.

import { assertNodeVersion } from './workspace/node-version.mjs'

const tasks = {
  demo: 'examples/shop, against the built packages; "npm run demo -- prisma-blog" another example',
  test: 'every test; "npm test -- typeorm" only the files whose path has the word',
  bench: 'what Triggerkit costs, each beside its reference',
  check: 'lint, format, types, directions of imports, file lengths, unused code, packages',
  build: 'dist/ of every package',
  docs: 'writes the generated pages: guarantees, reference, the JSON Schema of definitions',
  format: 'formats and mends what the linter can mend',
  pnpm: 'the pinned pnpm: "npm run pnpm -- install" after a change of dependencies',
  services: 'starts the servers of compose.yaml and waits for them',
}

const [name = '', ...args] = process.argv.slice(2)
if (!Object.hasOwn(tasks, name)) {
  console.error(
    `No task "${name}". There are:\n${Object.entries(tasks)
      .map(([task, what]) => `  ${task.padEnd(9)} ${what}`)
      .join('\n')}`,
  )
  process.exit(2)
}
assertNodeVersion()
try {
  const { run } = await import(`./task/${name}.mjs`)
  process.exitCode = await run(args)
} catch (error) {
  console.error(`\n${name} did not run: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
