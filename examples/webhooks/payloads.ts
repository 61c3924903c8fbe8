import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type EventExamples = { name: string; examples: object[] }

/** One webhook as GitHub sent it, and the queue of its event type. */
export type Webhook = { queue: string; body: string }

/** Every payload of @octokit/webhooks-examples: real webhooks, contributed by those who got them. */
export function readWebhooks(): Webhook[] {
  const file = import.meta.resolve('@octokit/webhooks-examples/api.github.com/index.json')
  const events: EventExamples[] = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'))
  return events.flatMap(({ name, examples }) =>
    examples.map(payload => ({ queue: `github-${name}`, body: JSON.stringify(payload) })),
  )
}

export const queuesOf = (webhooks: Webhook[]): string[] => [...new Set(webhooks.map(({ queue }) => queue))]
