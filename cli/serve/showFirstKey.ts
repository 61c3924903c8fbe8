import type { FirstKey } from '../../lib/identity/firstKey.ts'

/** Ready to be pasted into a shell. The secret is shown here and nowhere again. */
export const showFirstKey = ({ id, secret }: FirstKey): string =>
  [
    'There was no access key, so here is one that may do everything. Its secret is not shown again:',
    `export SLUICE_ACCESS_KEY_ID=${id}`,
    `export SLUICE_SECRET_ACCESS_KEY=${secret}`,
  ].join('\n')
