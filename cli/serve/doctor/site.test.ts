import { expect, test } from 'vitest'
import { findSite, settingsOf } from './site.ts'

test('tables are looked for in the region of the stage, whatever is usual here', async () => {
  const Variables = { SLUICE_REGION: 'eu-central-1', SLUICE_BODIES_BUCKET: 'bodies', SLUICE_SECRET_ID: 'sluice' }
  const site = await findSite(async () => ({ Environment: { Variables } }), 'prod')
  expect(settingsOf(site, { SLUICE_REGION: 'us-west-2' })).toMatchObject({
    store: 'dynamo',
    region: 'eu-central-1',
    messagesTable: 'sluice-prod-messages',
    bodiesBucket: 'bodies',
  })
})
