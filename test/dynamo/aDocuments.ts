import { DynamoDocuments } from '../../lib/store/dynamo/documents.ts'
import type { Json } from '../../lib/store/store.ts'
import { aContext } from '../fixtures.ts'
import { aSend, HookedDynamo, table } from './aDynamo.ts'

/** The documents of one process, over a table that is empty unless given. */
export function aDocuments(dynamo = new HookedDynamo(), context = aContext(), check = () => {}) {
  const { send } = aSend(context, dynamo)
  const { wall, random } = context
  const documents = new DynamoDocuments({ send, table, wall, random, check })
  const put = (name: string, value: Json) => documents.write('queue', name, value, 'absent')
  const remove = async (name: string) => documents.remove('queue', name, (await documents.read('queue', name))!.version)
  return { dynamo, wall, documents, put, remove }
}

/** Another process on the same table. */
export const beside = ({ dynamo }: { dynamo: HookedDynamo }, context = aContext(8)) =>
  aDocuments(new HookedDynamo(dynamo.fake), context)
