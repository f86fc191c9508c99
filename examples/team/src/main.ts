import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApplication } from './application.ts'
import { openShop } from './engine.ts'
import { type Check, printReport } from './report.ts'
import { triggerkit } from './triggerkit.ts'

// A working copy, so that the example may edit the files: in real life this is the folder in git.
const work = await mkdtemp(join(tmpdir(), 'triggerkit-team-'))
const folder = join(work, 'triggers')
await cp(new URL('../triggers', import.meta.url), folder, { recursive: true })
const largeOrder = join(folder, 'large-order.yaml')
const env = { SHOP_DATABASE: join(work, 'shop.sqlite'), SHOP_TRIGGERS: folder }
const edit = async (change: (text: string) => string): Promise<void> =>
  writeFile(largeOrder, change(await readFile(largeOrder, 'utf8')))
const checks: Check[] = []
const holds = (statement: string, isSo: boolean): void => void checks.push({ statement, holds: isSo })
const within = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

// What is only to look at, such as a console for the people of support, opens the same engine.
const shop = await openShop(env.SHOP_DATABASE)
const application = await startApplication(env)
try {
  console.log('\n1. The folder was reviewed and merged: CI checks it and pushes it to the database.')
  const told = within(application.says(/large order: 1200/))
  const pushed = await triggerkit(['push', '--reason', 'Merged: first triggers'], env)
  holds('the folder was pushed', pushed.code === 0)
  holds('the application, which runs all the while, fires the triggers', await told)

  console.log('\n2. Sales wants to hear of smaller orders too: one number in one file.')
  await edit((text) => text.replace('value: 1000', 'value: 500'))
  const difference = await triggerkit(['diff'], env)
  holds('the difference is that number', /condition\.value/.test(difference.output))
  const toldOfSmaller = within(application.says(/large order: 600/))
  holds('it was pushed', (await triggerkit(['push', '--reason', 'Sales wants smaller ones'], env)).code === 0)
  holds('the application goes by it without a restart', await toldOfSmaller)

  console.log('\n3. A slip is found before anything is stored.')
  await edit((text) =>
    text.replace('GREATER_THAN', 'GREATER_THEN').replace('events: [afterInsert]', 'events: [afterInsrt]'),
  )
  const refused = await triggerkit(['push'], env)
  holds('a wrong definition is refused', refused.code === 1)
  holds('all that is wrong with it is told', /afterInsert/.test(refused.output) && /GREATER_THAN/.test(refused.output))
  await edit((text) => text.replace('GREATER_THEN', 'GREATER_THAN').replace('afterInsrt', 'afterInsert'))

  console.log('\n4. At night support switches it off in the console, and somebody edits the file at the same time.')
  const note = { by: 'support', reason: 'Sales is on holiday' }
  await shop.triggers.update({ tag: 'large-order', enabled: false }, note)
  await edit((text) => text.replace('value: 500', 'value: 700'))
  const conflict = await triggerkit(['push'], env)
  holds('what changed in the database is not overwritten', conflict.code === 4 && /large-order/.test(conflict.output))
  holds("support's change is what is stored", (await shop.triggers.fetch('large-order'))?.enabled === false)
  holds('the application fires it no more', await application.isSilent(/large order/, 1_500))

  console.log("\n5. The team takes support's change, and the comments of the file stay.")
  await triggerkit(['pull', '--force'], env)
  const pulled = await readFile(largeOrder, 'utf8')
  holds('the file has it', /enabled: false/.test(pulled) && /# Agreed with sales/.test(pulled))

  console.log('\n6. In the morning it goes back to what it was, and the history says who, when and why.')
  const toldAgain = within(application.says(/large order: 600/))
  const history = await shop.triggers.history('large-order')
  holds(
    'it says who switched it off, and why',
    history.some(({ by, reason }) => by === note.by && reason === note.reason),
  )
  await triggerkit(['revert', 'large-order', '2', '--reason', 'Sales is back'], env)
  await triggerkit(['history', 'large-order'], env)
  holds('the application fires it again', await toldAgain)

  const { total } = await shop.database
    .query('SELECT count(*) AS total FROM audit')
    .then(([row]) => row as { total: number })
  holds('the audit, which nobody touched, went on all the time', total > 0)
} finally {
  await application.stop()
  await shop.triggers.close()
  await shop.database.destroy()
  await rm(work, { recursive: true, force: true })
}
process.exitCode = printReport(checks) ? 0 : 1
