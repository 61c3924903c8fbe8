import { guardsOf } from './guard.ts'

const ofChecks = ['scripts/package/checks/checks.test.ts']
const ofConditions = ['scripts/package/conditions.test.ts']

/** What keeps a template from being deployed that gives too much away, or is not what its stage says. */
export const stackChecksGuards = [
  ...guardsOf('scripts/package/checks/wildcards.ts', ofChecks, [
    ['a star is for actions without a resource alone', 'asList(Action).every(', 'asList(Action).some('],
    ['only one star is excepted', "Resource === '*' && ", ''],
  ]),
  ...guardsOf('scripts/package/checks/index.ts', ofChecks, [
    ['rights behind a condition are looked at too', '...wildcards(settled)', '...wildcards({ Resources: {} })'],
  ]),
  ...guardsOf(
    'scripts/package/checks/stage.ts',
    ['scripts/package/checks/stage.test.ts'],
    [
      ['a key that is misspelled is told', 'const stage = v.strictObject({', 'const stage = v.looseObject({'],
      ['dispatch keeps something for the stream', 'reserved <= dispatchConcurrency', 'false'],
    ],
  ),
  ...guardsOf('scripts/package/conditions.ts', ofConditions, [
    [
      'what a condition leaves out is left out',
      "typeof one.Condition !== 'string' || ",
      "typeof one.Condition === 'string' || ",
    ],
    ['an If goes the way of its condition', 'holds.get(String(name)) === true ? then', 'true ? then'],
    [
      'no value is none',
      'value.map(one => settle(one, holds)).filter(isValue)',
      'value.map(one => settle(one, holds))',
    ],
    ['Not turns round', 'return !isTrue(', 'return isTrue('],
    ['nobody guesses what only AWS knows', 'return one === other', 'return true'],
  ]),
  ...guardsOf('scripts/package/checks/tables.ts', ofChecks, [
    [
      'a key of the stage is the one that encrypts',
      "key ? { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key } : ",
      '',
    ],
  ]),
]
