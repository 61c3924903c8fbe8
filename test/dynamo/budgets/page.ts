import { table } from './markdown.ts'
import type { Measured } from './measured.ts'
import { pageOfCrowds } from './pageOfCrowds.ts'
import { pageOfGroups } from './pageOfGroups.ts'
import { pageOfInstallations } from './pageOfInstallations.ts'
import { pageOfMessages } from './pageOfMessages.ts'
import { pageOfStanding } from './pageOfStanding.ts'
import { prices } from './prices.ts'

const priceRows = (): string[][] =>
  Object.entries(prices).map(([name, { usd, per, source, asOf }]) => [
    name,
    `$${usd}`,
    per,
    `[vendor](${source})`,
    asOf,
  ])

/** The page of costs, all of it from measurements and prices. */
export const page = (measured: Measured): string => `# What it costs on AWS

Written by \`npm run test:budgets -- -u\`; without \`-u\` the same run compares, and fails where the store has become dearer or
cheaper. Units are counted on a fake DynamoDB that is compared call by call with DynamoDB Local, capacity included. Nothing has
run on AWS itself yet: dollars are units times prices, in US East (N. Virginia), without free tiers, volume discounts, taxes and
traffic out of the region. Which calls of the store an action makes is in [costs](costs.md).

${pageOfMessages(measured)}

${pageOfStanding(measured)}

${pageOfInstallations(measured)}

${pageOfCrowds(measured)}

${pageOfGroups(measured)}

## Prices

Each with its vendor's page, and the date of the copy or quotation of that page in which it was found; none was read on the live
page, and what was not found is what we believe it to be. Look there before you rely on one.

${table(['what', 'price', 'per', 'source', 'as of'], priceRows())}
`
