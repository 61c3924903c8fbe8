import { storeContract } from '../contract/suite.ts'
import { aDynamoStore } from './aDynamoStore.ts'

storeContract('dynamo (over the fake)', async context => aDynamoStore(context))
