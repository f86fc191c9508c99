import { openDatabase, withTriggers } from './database.ts'
import { createBlogTriggers } from './engine.ts'
import { startMailReceiver } from './receiver/mail-receiver.ts'
import { checkBlog } from './report/check-blog.ts'
import { printReport } from './report/print-report.ts'
import { installWitness } from './report/witness.ts'
import { writePosts } from './write-posts.ts'

const mail = await startMailReceiver()
const failures: string[] = []
const engine = await createBlogTriggers(mail.url, (error, _context, trigger) =>
  failures.push(`${trigger.name}: ${error.message}`),
)
const plain = await openDatabase()
await installWitness(plain)
const prisma = withTriggers(plain, engine)

const refused = await writePosts(prisma)
await engine.drain()

const checks = await checkBlog(prisma, { mails: mail.received, refused, failures })
process.exitCode = printReport(checks) ? 0 : 1

await engine.close()
await prisma.$disconnect()
await mail.close()
