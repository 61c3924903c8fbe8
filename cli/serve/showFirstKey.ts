import type { FirstKey } from '../../lib/identity/firstKey.ts'

/** Ready to be pasted into a shell. */
export const showKeyOf = ({ id, secret }: FirstKey): string =>
  `export SLUICE_ACCESS_KEY_ID=${id}\nexport SLUICE_SECRET_ACCESS_KEY=${secret}`

/** The secret is shown here and nowhere again. */
export const showFirstKey = (key: FirstKey): string =>
  `There was no access key, so here is one that may do everything. Its secret is not shown again:\n${showKeyOf(key)}`
