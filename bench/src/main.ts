import { contestFlag, serveContestant } from './contest/contest-process.ts'
import { runBench } from './run-bench.ts'

const [flag, name] = process.argv.slice(2)
if (flag === contestFlag) serveContestant(name!)
else await runBench(process.argv.slice(2))
