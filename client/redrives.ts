import type { CallOptions, Transport } from './transport.ts'
import type { Origin, Page } from './wire.ts'

/** What to move; what is left out binds nothing. */
export type RedriveInput = {
  /** Default: each message to the queue that it came from. */
  to?: string | undefined
  /** Only these: 1 to 100. */
  ids?: string[] | undefined
  /** Only what came into the queue for this reason. */
  reason?: Origin['reason'] | undefined
  /** Only what has each of these attributes with this value; a binary one in base64. */
  attributes?: Record<string, string> | undefined
  /** 1 to 10,000; default: as fast as it goes. */
  messagesPerSecond?: number | undefined
}

export type Redrive = {
  id: string
  queue: string
  to?: string
  ids?: string[]
  reason?: Origin['reason']
  attributes?: Record<string, string>
  messagesPerSecond?: number
  state: 'running' | 'cancelling' | 'completed' | 'cancelled' | 'failed'
  failure?: 'queueGone' | 'targetGone'
  /** Visible when it began: an estimate. */
  toMove: number
  /** At least. */
  moved: number
  /** Left where they are: there is nowhere for them to go. */
  skipped: number
  startedAt: string
  endedAt?: string
}

/** The calls about redrives, which put the messages of a dead-letter queue back. */
export class RedriveCalls {
  /** The way to the server, with its clock and its pauses; Publisher and Worker share them. */
  readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /**
   * Begins to move what is visible in a queue, in the background. RedriveRunningError while another is under way there.
   * Not repeated after a lost answer: the repeat would meet its own first run.
   */
  async startRedrive(queue: string, input: RedriveInput = {}, options?: CallOptions): Promise<Redrive> {
    const call = { method: 'POST', path: redrivesPath(queue), body: input, repeat: 'whenRefused' } as const
    return (await this.transport.call<Redrive>(call, options)).body
  }

  /** The one under way and the last ten that are over, the latest first. */
  async listRedrives(queue: string, options?: CallOptions): Promise<Redrive[]> {
    const call = { method: 'GET', path: redrivesPath(queue), repeat: 'always' } as const
    return (await this.transport.call<Page<Redrive>>(call, options)).body.items
  }

  async getRedrive(id: string, options?: CallOptions): Promise<Redrive> {
    const call = { method: 'GET', path: redrivePath(id), repeat: 'always' } as const
    return (await this.transport.call<Redrive>(call, options)).body
  }

  /** Stops a redrive; what was moved stays moved. One that is over is answered as it is. */
  async cancelRedrive(id: string, options?: CallOptions): Promise<Redrive> {
    const call = { method: 'POST', path: `${redrivePath(id)}/cancel`, repeat: 'always' } as const
    return (await this.transport.call<Redrive>(call, options)).body
  }
}

const redrivesPath = (queue: string): string => `/v1/queues/${encodeURIComponent(queue)}/redrives`

const redrivePath = (id: string): string => `/v1/redrives/${encodeURIComponent(id)}`
