/** Where ordered groups are kept on DynamoDB, and the tests that see to it, the likeliest first. */
export const orderedFolder = 'lib/store/dynamo/ordered'

const names = ['Publishing', 'Polling', 'Settling', 'Looking', 'Leaving', 'Backlog', 'Epochs', 'Waiting']
export const orderedTests = [...names.map(name => `test/dynamo/ordered${name}.test.ts`), 'test/dynamo/contract.test.ts']
