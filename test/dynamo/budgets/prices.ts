/** A price, where its vendor says it, and the date of the copy or quotation of that page in which it was found. */
export type Price = { usd: number; per: string; source: string; asOf: string }

const aws = (path: string): string => `https://aws.amazon.com/${path}/pricing/`
const million = 1_000_000

// US East (N. Virginia), without free tiers, discounts for volume, taxes and traffic out of the region.
export const prices = {
  'DynamoDB, write request units': { usd: 0.625, per: 'million', source: aws('dynamodb'), asOf: '2025-07' },
  'DynamoDB, read request units': { usd: 0.125, per: 'million', source: aws('dynamodb'), asOf: '2025-07' },
  'DynamoDB, storage': { usd: 0.25, per: 'GB-month', source: aws('dynamodb'), asOf: 'no date' },
  'DynamoDB, point-in-time recovery': { usd: 0.2, per: 'GB-month', source: aws('dynamodb'), asOf: 'not found' },
  'S3, puts': { usd: 5, per: 'million', source: aws('s3'), asOf: 'no date' },
  'S3, gets': { usd: 0.4, per: 'million', source: aws('s3'), asOf: 'no date' },
  'S3, storage': { usd: 0.023, per: 'GB-month', source: aws('s3'), asOf: 'no date' },
  'Lambda, requests': { usd: 0.2, per: 'million', source: aws('lambda'), asOf: '2026-05' },
  'Lambda, time (arm64)': { usd: 13.3334, per: 'million GB-s', source: aws('lambda'), asOf: '2026-05' },
  'HTTP API, requests of 512 KB': { usd: 1, per: 'million', source: aws('api-gateway'), asOf: '2025-05' },
  'CloudWatch, logs taken in': { usd: 0.5, per: 'GB', source: aws('cloudwatch'), asOf: '2026' },
  'CloudWatch, logs kept': { usd: 0.03, per: 'GB-month', source: aws('cloudwatch'), asOf: '2026' },
  'CloudWatch, metrics of our own': { usd: 0.3, per: 'metric-month', source: aws('cloudwatch'), asOf: 'no date' },
  'CloudWatch, alarms': { usd: 0.1, per: 'alarm-month', source: aws('cloudwatch'), asOf: 'not found' },
  'Secrets Manager, secrets': { usd: 0.4, per: 'secret-month', source: aws('secrets-manager'), asOf: 'no date' },
  'Secrets Manager, calls': { usd: 5, per: 'million', source: aws('secrets-manager'), asOf: 'no date' },
  'KMS, calls': { usd: 3, per: 'million', source: aws('kms'), asOf: '2026-03' },
  'SQS, requests of 64 KB': { usd: 0.4, per: 'million', source: aws('sqs'), asOf: '2026-06' },
  'SQS FIFO, requests of 64 KB': { usd: 0.5, per: 'million', source: aws('sqs'), asOf: '2026-06' },
  'MNS, requests of 64 KB': {
    usd: 0.28,
    per: 'million',
    source: 'https://www.alibabacloud.com/help/en/mns/product-overview/billing-overview',
    asOf: 'no date, old',
  },
  'MNS, queues': {
    usd: 0.11,
    per: 'queue-day',
    source: 'https://www.alibabacloud.com/help/en/mns/product-overview/billing-overview',
    asOf: '2026-03',
  },
} as const satisfies Record<string, Price>

export type PriceName = keyof typeof prices

/** Dollars for an amount counted in the single unit, where the price is for a million of them. */
export const usdFor = (name: PriceName, amount: number): number => {
  const { usd, per } = prices[name]
  return per.startsWith('million') ? (usd * amount) / million : usd * amount
}
