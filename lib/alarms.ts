import { SettingError } from './config.ts'
import { AlarmClock, type SendRings } from './timers/alarmClock.ts'
import { sqsTimers } from './timers/sqsTimers.ts'
import { wakeByAlarm } from './timers/wakeByAlarm.ts'
import type { App } from './wire.ts'

export { wakingFor } from './timers/wakingFor.ts'

/** The alarm clock of this installation, undefined where it has no timer queue (at home). */
export function alarmsOf({ site, clock }: App, send = timersOf(site)): AlarmClock | undefined {
  return send && new AlarmClock(send, clock)
}

/** The same for who is good for nothing without. Throws a SettingError. */
export function needAlarms(app: App, send?: SendRings): AlarmClock {
  const alarms = alarmsOf(app, send)
  if (alarms !== undefined) return alarms
  throw new SettingError('SLUICE_TIMER_QUEUE_URL is not set: it has to be the URL of a queue of Amazon SQS.')
}

/** Has the services wake by it whoever pushes. */
export function wakeBy(alarms: AlarmClock, { services, log }: App): void {
  services.wakeAt = wakeByAlarm(alarms, lost => log.warn('wake-up lost', lost))
}

const timersOf = ({ timerQueueUrl: url, region, sqsEndpoint: endpoint }: App['site']): SendRings | undefined =>
  url === undefined ? undefined : sqsTimers({ url, region, endpoint })
