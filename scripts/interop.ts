import { parseArgs } from 'node:util'
import { checkText } from './interop/checkText.ts'
import { runSuite } from './interop/runSuite.ts'
import { Servers } from './interop/servers.ts'
import type { Verdict } from './interop/suite.ts'
import { suites } from './interop/suites.ts'

// Clients of other languages, and of other times, against a server of this machine:
//   npm run test:interop              all of them
//   npm run test:interop -- boto java those whose name contains one of these
//   npm run test:interop -- mns       those of MNS
// Packages come from their registries into a folder that stays (SLUICE_INTEROP_CACHE, else node_modules/.cache/interop).
// Where a runtime is missing its suites are skipped; with CI=true that is a failure, as is everything else that fails.

const { positionals: words } = parseArgs({ allowPositionals: true })
const chosen = suites.filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)))
const verdicts: Verdict[] = []

const servers = new Servers()
try {
  for (const suite of chosen) {
    const access = await servers.of(suite.protocol)
    const verdict = await runSuite(suite, access)
    const isWhole = verdict.kind !== 'passed' || suite.leavesText === undefined
    verdicts.push(isWhole ? verdict : await checkText(access.url, suite.leavesText!, verdict))
    console.log(`${verdicts.at(-1)!.kind.padEnd(7)} ${suite.name}: ${verdicts.at(-1)!.words}`)
  }
} finally {
  await servers.stop()
}

const isCi = process.env.CI === 'true'
const count = (kind: Verdict['kind']): number => verdicts.filter(one => one.kind === kind).length
const failed = count('failed') + (isCi ? count('skipped') : 0)
console.log(`${count('passed')} passed, ${failed} failed, ${isCi ? 0 : count('skipped')} skipped`)
if (failed > 0 || verdicts.length === 0) process.exitCode = 1
