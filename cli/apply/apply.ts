import { QueueNotFoundError, type QueueView, type SluiceClient, VersionConflictError } from '../../client/index.ts'
import { CommandError, exitOf, wordsOf } from '../exit.ts'
import { conflicts } from './contradictions.ts'
import type { Definition } from './definition.ts'
import { blame, refuseFaults } from './definitions.ts'
import { changeOf, differences } from './difference.ts'
import { inOrder } from './inOrder.ts'
import type { Outcome } from './outcome.ts'
import { differencesOfTriggers, findTriggers, makeTriggers, missingTargets, type StandingTriggers } from './triggers.ts'

export type ApplyOptions = {
  /** Where the definitions come from, for what is said about them. */
  source: string
  dryRun: boolean
  onOutcome: (outcome: Outcome) => Promise<void>
}

/**
 * Creates what is missing, changes what differs, and leaves the rest; a second run finds nothing to do. Everything is
 * looked at before anything is changed. Throws a CommandError when the definitions do not fit what is there.
 */
export async function applyAll(
  client: SluiceClient,
  definitions: readonly Definition[],
  { source, dryRun, onOutcome }: ApplyOptions,
): Promise<void> {
  const standing = await findAll(client, definitions)
  const triggers = await findAllTriggers(client, definitions, standing)
  const triggersOf = ({ queue }: Definition): StandingTriggers => triggers.get(queue) ?? new Map()
  refuseFaults(source, conflictsOf(definitions, standing))
  refuseFaults(
    source,
    definitions.flatMap(one => blame(one.queue, missingTargets(one, triggersOf(one)))),
  )
  const there = new Set([...standing].flatMap(([queue, view]) => (view === undefined ? [] : [queue])))
  const later: Definition[] = []
  for (const definition of inOrder(definitions)) {
    const possible = withoutMissingTarget(definition, there)
    if (possible !== definition) later.push(definition)
    if (!dryRun) await blaming(source, possible.queue, makeSo(client, possible))
    there.add(definition.queue)
    await onOutcome(outcomeOf(definition, standing.get(definition.queue), triggersOf(definition)))
  }
  if (dryRun) return
  for (const definition of later) await blaming(source, definition.queue, makeSo(client, definition))
  // Once all queues are there that they may name.
  for (const definition of definitions) await blaming(source, definition.queue, makeTriggers(client, definition))
}

/** What the server says against one of them is told with where it stands. */
async function blaming(source: string, queue: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw new CommandError(exitOf(error), `${source}: queue ${queue}: ${wordsOf(error)}`)
  }
}

type Standing = ReadonlyMap<string, QueueView | undefined>

/** The queues that are defined and those that they name. */
async function findAll(client: SluiceClient, definitions: readonly Definition[]): Promise<Standing> {
  const names = new Set(definitions.flatMap(({ queue, settings }) => [queue, settings.deadLetter?.queue ?? queue]))
  const standing = new Map<string, QueueView | undefined>()
  for (const name of names) standing.set(name, await find(client, name))
  return standing
}

async function find(client: SluiceClient, queue: string): Promise<QueueView | undefined> {
  try {
    return await client.getQueue(queue)
  } catch (error) {
    if (error instanceof QueueNotFoundError) return undefined
    throw error
  }
}

async function findAllTriggers(
  client: SluiceClient,
  definitions: readonly Definition[],
  standing: Standing,
): Promise<ReadonlyMap<string, StandingTriggers>> {
  const found = new Map<string, StandingTriggers>()
  for (const { queue, triggers } of definitions)
    if (triggers !== undefined && standing.get(queue) !== undefined) found.set(queue, await findTriggers(client, queue))
  return found
}

function conflictsOf(definitions: readonly Definition[], standing: Standing): string[] {
  const defined = new Set(definitions.map(({ queue }) => queue))
  const isThere = (queue: string): boolean => defined.has(queue) || standing.get(queue) !== undefined
  return definitions.flatMap(definition =>
    blame(definition.queue, conflicts(definition, standing.get(definition.queue), isThere)),
  )
}

/** In a circle of dead-letter queues one has to be made before its target is. */
function withoutMissingTarget(definition: Definition, there: ReadonlySet<string>): Definition {
  const { deadLetter, ...settings } = definition.settings
  return deadLetter && !there.has(deadLetter.queue) ? { ...definition, settings } : definition
}

function outcomeOf(definition: Definition, view: QueueView | undefined, triggers: StandingTriggers): Outcome {
  const { queue, settings } = definition
  if (view === undefined) return { queue, outcome: 'created', changes: [] }
  const changes = [...differences(settings, view), ...differencesOfTriggers(definition, triggers)]
  return { queue, outcome: changes.length === 0 ? 'unchanged' : 'changed', changes }
}

/** Looks again, so that what somebody else has made or changed meanwhile is met as it is. */
async function makeSo(client: SluiceClient, { queue, settings }: Definition): Promise<void> {
  const view = await find(client, queue)
  if (view === undefined) return create(client, { queue, settings })
  const found = differences(settings, view)
  if (found.length > 0) await client.updateQueue(queue, changeOf(settings, found))
}

async function create(client: SluiceClient, { queue, settings }: Definition): Promise<void> {
  try {
    await client.putQueue(queue, settings, { onlyNew: true })
  } catch (error) {
    if (!(error instanceof VersionConflictError)) throw error
    await client.updateQueue(queue, settings)
  }
}
