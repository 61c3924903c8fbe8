import { guardsOf } from './guard.ts'

const tests = ['test/cli/doctor.test.ts']
const room = 'cli/serve/doctor'

/** What doctor has to see, and must not tell. */
export const doctorGuards = [
  ...guardsOf(`${room}/finding.ts`, tests, [
    ['what may not be looked at is no failure', 'if (isDenied(error)) return warn', 'if (false) return warn'],
    ['nor where only the status says so', '$metadata?.httpStatusCode === 403', 'false'],
    ['a failure is one of the whole', "isWell &&= finding.outcome !== 'fail'", ''],
  ]),
  ...guardsOf(`${room}/rest.ts`, tests, [
    ['a timer outlives dispatch', 'Number(VisibilityTimeout) < Timeout', 'false'],
    ['dead wake-ups are told', 'if (Number(dead) > 0)', 'if (false)'],
  ]),
  ...guardsOf(`${room}/functions.ts`, tests, [
    ['a stream is filtered', 'isStream(found) && !isFiltered(found)', 'false'],
    ['an old stream wakes nobody', 'EventSourceArn === LatestStreamArn', 'isStream({ EventSourceArn })'],
    ['a role is one function’s', 'if (other !== undefined)', 'if (false)'],
  ]),
  ...guardsOf(`${room}/doors.ts`, tests, [['seconds count', 'if (offMs <= skewMsMax)', 'if (true)']]),
  ...guardsOf(`${room}/wakePath.ts`, tests, [['a round that is old is told', 'if (agoMs <= staleMs)', 'if (true)']]),
]
