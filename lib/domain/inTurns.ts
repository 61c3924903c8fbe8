/**
 * Acts when it is asked to, once at a time. Who asks while a turn has not begun yet shares it, so that a crowd of wishes is one
 * turn, and each wish is followed by one that begins after it. A failure is told, and the next turn comes.
 */
export function inTurns(
  act: () => Promise<void>,
  onFailure: (error: unknown) => void,
): { ask: () => void; ended: () => Promise<void> } {
  let turns = Promise.resolve()
  let isAsked = false
  const turn = (): Promise<void> => {
    isAsked = false
    return act()
  }
  return {
    ask() {
      if (isAsked) return
      isAsked = true
      turns = turns.then(turn).catch(onFailure)
    },
    ended: () => turns,
  }
}
