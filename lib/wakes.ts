export { wakeOf } from './store/dynamo/wakeRecord.ts'
