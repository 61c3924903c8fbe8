const kinds = '("fixed" | "exponential" | "table")'

const rows: [title: string, retry: unknown, error: object][] = [
  ['no kind', { delaySeconds: 5 }, { pointer: '/retry/kind', detail: 'is missing', limit: kinds }],
  [
    'an unknown kind',
    { kind: 'linear' },
    { pointer: '/retry/kind', detail: 'is not one of the choices', limit: kinds, got: 'linear' },
  ],
  ['a policy that is no object', 5, { pointer: '/retry', detail: 'has to be an object', got: 5 }],
  ['no delay', { kind: 'fixed' }, { pointer: '/retry/delaySeconds', detail: 'is missing' }],
  [
    'more than a week',
    { kind: 'fixed', delaySeconds: 604_801 },
    { pointer: '/retry/delaySeconds', limit: 604_800, got: 604_801 },
  ],
  ['a table of nothing', { kind: 'table', delaysSeconds: [] }, { pointer: '/retry/delaysSeconds', limit: 1, got: 0 }],
  [
    'a table too long',
    { kind: 'table', delaysSeconds: Array(17).fill(1) },
    { pointer: '/retry/delaysSeconds', limit: 16, got: 17 },
  ],
  [
    'a delay in a table that is no whole number',
    { kind: 'table', delaysSeconds: [1, 1.5] },
    { pointer: '/retry/delaysSeconds/1', detail: 'has to be a whole number', got: 1.5 },
  ],
  [
    'a first delay of nothing, which nothing multiplies',
    { kind: 'exponential', firstSeconds: 0, factor: 2, maxSeconds: 9 },
    { pointer: '/retry/firstSeconds', limit: 1, got: 0 },
  ],
  [
    'a factor that shortens',
    { kind: 'exponential', firstSeconds: 1, factor: 0.5, maxSeconds: 9 },
    { pointer: '/retry/factor', limit: 1, got: 0.5 },
  ],
  [
    'a huge factor',
    { kind: 'exponential', firstSeconds: 1, factor: 11, maxSeconds: 9 },
    { pointer: '/retry/factor', limit: 10, got: 11 },
  ],
  [
    'a jitter beyond all',
    { kind: 'fixed', delaySeconds: 1, jitter: 1.1 },
    { pointer: '/retry/jitter', limit: 1, got: 1.1 },
  ],
  [
    'a field of another kind',
    { kind: 'fixed', delaySeconds: 1, factor: 2 },
    { pointer: '/retry/factor', detail: 'is not a field of this request' },
  ],
]

type Refusal = [title: string, method: string, path: string, body: unknown, error: object]

const limit = (field: string, got: number, bound: number): Refusal => [
  `${field} of ${got}`,
  'PATCH',
  '',
  { [field]: got },
  { pointer: `/${field}`, limit: bound, got },
]

/** Retry policies that are refused, as the queue's, and limits. */
export const retryRefusals: Refusal[] = [
  ...rows.map(([title, retry, error]): Refusal => [title, 'PATCH', '', { retry }, error]),
  limit('maxPublishesPerSecond', 0, 1),
  limit('maxPublishesPerSecond', 100_001, 100_000),
  limit('maxInFlight', 0, 1),
  limit('maxInFlight', 1_001, 1_000),
]
