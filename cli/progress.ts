import type { World } from './world.ts'

export type Progress = {
  /** So much of the whole is done now. */
  update(done: number): void
  /** The whole turns out to be larger, or smaller. */
  setTotal(total: number): void
  stop(): void
}

const none: Progress = { update: () => {}, setTotal: () => {}, stop: () => {} }

const barFormat = '{label} [{bar}] {percentage}% | {value}/{total} {unit} | {eta_formatted} left'
const countFormat = '{label} {value} {unit} | {duration_formatted}'

/** A bar on stderr, where that is a terminal; without a total, a count. Elsewhere nothing. */
export async function startProgress(
  world: Pick<World, 'stderr'>,
  label: string,
  unit: string,
  total?: number,
): Promise<Progress> {
  if (!world.stderr.isTTY) return none
  const { default: cliProgress } = await import('cli-progress')
  const format = total === undefined ? countFormat : barFormat
  const bar = new cliProgress.SingleBar({ stream: world.stderr, format, hideCursor: true }, cliProgress.Presets.legacy)
  bar.start(total ?? 0, 0, { label, unit })
  return { update: done => bar.update(done), setTotal: whole => bar.setTotal(whole), stop: () => bar.stop() }
}
