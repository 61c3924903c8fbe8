import * as v from 'valibot'
import { nextCursor } from '../fields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'
import { namesQuery, topicView, toTopicView } from '../topicFields.ts'

export const listTopics = operation({
  id: 'listTopics',
  method: 'GET',
  path: '/v1/topics',
  function: 'manage',
  summary: 'List topics in order of their names',
  querySchema: namesQuery,
  replies: {
    200: { description: 'A page of topics.', schema: v.strictObject({ items: v.array(topicView), nextCursor }) },
  },
  problems: [],
  async handle({ query, perform }) {
    const { topics, cursor } = await perform('listTopics', query)
    return json(200, { items: topics.map(({ topic }) => toTopicView(topic)), nextCursor: cursor })
  },
})
