/** Keeps work of one group in a line: each piece begins once the one before it is over. */
export class Lines {
  readonly #last = new Map<string, Promise<boolean>>()

  /**
   * Calls `work` when its turn has come, with whether everything before it in the line went well; it answers whether it
   * did itself. Without a group there is no line. `work` must not reject.
   */
  async run(group: string | undefined, work: (wentWell: boolean) => Promise<boolean>): Promise<void> {
    const before = (group === undefined ? undefined : this.#last.get(group)) ?? Promise.resolve(true)
    const done = before.then(work)
    if (group !== undefined) this.#last.set(group, done)
    await done
  }
}
