import type { Dynamo, Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'

/** What the port answers: a failure when it has a name. */
export type Line = { name: string; [detail: string]: unknown } | { name?: never; [attribute: string]: unknown }

/** A port that answers one line of its script after the other. */
export class ScriptedDynamo implements Dynamo {
  readonly calls: [operation: Operation, input: Input<Operation>][] = []
  readonly thrown: Error[] = []
  readonly #script: Line[]

  constructor(...script: Line[]) {
    this.#script = script
  }

  async call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    this.calls.push([operation, input])
    const line = this.#script.shift()
    if (line === undefined) throw new Error(`${operation} is not in the script`)
    if (line.name === undefined) return line as Output<Name>
    const failure = Object.assign(new Error('as the script says'), line)
    this.thrown.push(failure)
    throw failure
  }
}
