export type Protocol = 'sqs' | 'mns'

/** Where a suite finds its server, and with what it signs. */
export type Access = { url: string; key: { id: string; secret: string } }

export type Command = readonly [program: string, ...args: string[]]

/** One client, of one version, in a folder of its own. */
export type Suite = {
  name: string
  /** What it speaks: each protocol has a server of its own. */
  protocol: Protocol
  /** Folders of test/interop that are copied to where it runs; its versions are pinned in them. */
  folders: readonly string[]
  /** Succeeds where the suite can run; `missing` says what is needed otherwise. */
  probe: Command
  missing: string
  /** Run once for each state of the folders. */
  prepare: readonly Command[]
  run: Command
  /** What it is to send for a client of another language. */
  leavesText?: TextForOthers
}

/** A text that a client sends to a queue, for another client to receive. */
export type TextForOthers = { queue: string; text: string }

export type Verdict = { kind: 'passed' | 'failed' | 'skipped'; words: string }
