import type { Figures } from './tally.ts'
import type { Report } from './verify.ts'

type Row = [name: string, value: number | string, remark?: string]

/** What the ledger says, as lines for people; the example prints the same. */
export function figureRows(figures: Figures): Row[] {
  const { p50, p99, max } = figures.publishToAckMs
  return [
    ['lost', figures.lost, 'acknowledged and never processed'],
    ['changed', figures.changed, 'arrived with another body'],
    ['came back', figures.cameBack, 'handed out again after their ack'],
    ['redelivered', figures.redelivered, 'handed out more than once'],
    ['duplicates', figures.duplicates, 'processed again'],
    ['messages/s', figures.messagesPerSecond],
    ['publish to ack', `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`],
  ]
}

export const showRows = (rows: Row[]): string =>
  rows
    .map(
      ([name, value, remark]) => name.padEnd(16) + (remark === undefined ? value : `${`${value}`.padEnd(10)}${remark}`),
    )
    .join('\n')

export const showReport = (report: Report): string =>
  showRows([
    ['acknowledged', report.acknowledged, 'publishes that the server said are kept'],
    ['delivered', report.delivered, 'of these, processed by a consumer'],
    ...figureRows(report),
    ['out of order', report.outOfOrder, 'in a group, with --ordered'],
    ['unheard', report.unheard, 'arrived although their publish had failed'],
    ['failed', report.failedPublishes, 'publishes without an acknowledgement'],
    ['kills', report.kills],
    ['seed', report.seed],
    ...leftRows(report),
  ])

const leftRows = ({ left, lostIds }: Report): Row[] => [
  ...(left > 0 ? [['left', left, 'still in the queue by its own count'] as Row] : []),
  ...(lostIds.length > 0 ? [['lost ids', lostIds.join(' ')] as Row] : []),
]
