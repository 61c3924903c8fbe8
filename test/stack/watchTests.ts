import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settleConditions } from '../../scripts/package/conditions.ts'
import { type JsonObject, resourcesOf, stringsIn, type Template } from '../../scripts/package/template.ts'
import { repository } from './aService.ts'

const pages = join(repository, 'docs/operate')
// By their names pages of alarms begin with a capital, as alarms do.
const isOfAlarm = (file: string): boolean => /^[A-Z].*\.md$/.test(file)

/** Alarms, their pages, and the dashboard. */
export function watchTests(template: () => Template): void {
  const alarms = () => resourcesOf(settleConditions(template()), 'AWS::CloudWatch::Alarm')
  const functions = () => resourcesOf(template(), 'AWS::Lambda::Function').map(([id]) => id)
  const pageOf = ({ AlarmDescription }: JsonObject) => /docs\/operate\/(\w+\.md)$/.exec(String(AlarmDescription))?.[1]

  test('each alarm says where its page is, and each page is of an alarm', () => {
    const named = new Set(alarms().map(([, alarm]) => pageOf(alarm)))
    expect([...named].sort()).toEqual(readdirSync(pages).filter(isOfAlarm).sort())
    for (const [id, alarm] of alarms()) expect([`${id}.md`, 'FunctionErrors.md']).toContain(pageOf(alarm))
  })

  test('they are named after the stage, and tell nobody where no topic is given', () => {
    for (const [id, { AlarmName, AlarmActions, OKActions }] of alarms()) {
      expect(AlarmName).toBe(`sluice-prod-${id}`)
      expect([AlarmActions, OKActions]).toEqual([undefined, undefined])
    }
  })

  test('every function has one for its errors', () => {
    const watched = alarms().filter(([, { MetricName }]) => MetricName === 'Errors')
    expect(watched.map(([, { Dimensions }]) => (Dimensions as { Value: { Ref: string } }[])[0]!.Value.Ref)).toEqual(
      functions(),
    )
  })

  test('silence is an alarm where something has to happen every minute, and nowhere else', () => {
    const silent = alarms().filter(([, { TreatMissingData }]) => TreatMissingData !== 'notBreaching')
    expect(silent.map(([id, { TreatMissingData }]) => [id, TreatMissingData])).toEqual(
      ['UpkeepNotRunning', 'CanaryDelivered', 'CanaryHealth'].map(id => [id, 'breaching']),
    )
  })

  test('what is only delayed, or at work, is no lag of the timers', () => {
    const metrics = alarms().find(([id]) => id === 'TimerLag')![1].Metrics as JsonObject[]
    const names = metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : stringsIn(MetricStat)))
    expect(metrics.map(({ Expression }) => Expression)).toContain('IF(m2 > 0, m1, 0)')
    expect(names).toEqual(
      expect.arrayContaining(['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible']),
    )
  })

  test('the dashboard is JSON, with every function in it and only resources that there are', () => {
    const { DashboardBody } = template().Resources.Dashboard!.Properties!
    const text = String((DashboardBody as JsonObject)['Fn::Sub'])
    const { widgets } = JSON.parse(text) as { widgets: { properties: JsonObject }[] }
    expect(widgets.every(({ properties }) => properties.region === `\${AWS::Region}`)).toBe(true)
    const shown = new Set(widgets.flatMap(({ properties }) => stringsIn(properties.metrics)))
    for (const id of functions()) expect(shown).toContain(`\${${id}}`)
  })
}
