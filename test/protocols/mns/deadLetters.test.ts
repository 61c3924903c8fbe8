import { describe, expect, test } from 'vitest'
import type { Element } from '../sqs/harness/xml.ts'
import { type Answer, fieldsOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { aPushingTopic } from './harness/pushing.ts'
import { aQueue, xml } from './harness/queue.ts'

const anybody = { name: 'one', may: () => true }
const never = new AbortController().signal
const acs = 'acs:mns:us-east-1:000000000000'

/** Names and values of one of the lists of properties. */
function propertiesOf(message: Element | undefined, list = 'SystemProperties'): [string, string][] | undefined {
  const found = message?.children.find(({ name }) => name === list)
  return found?.children.map(fieldsOf).map(({ Name, Value }) => [Name!, Value!])
}
const firstOf = ({ root }: Answer): Element | undefined => (root?.name === 'Messages' ? root.children[0] : root)

describe.each(worlds)('dead letters on %s', (_name, open) => {
  /** A queue `q` that a message leaves after one receive, for `dead`, and from there for `last`. */
  const openChain = async () => {
    const scene = await open()
    const last = await aQueue(scene, {}, 'last')
    const toNext = (queue: string) =>
      xml('DlqPolicy', { Enabled: 'True', DeadLetterTargetQueue: queue, MaxReceiveCount: 1 })
    await scene.ask('PUT', '/queues/dead', `<Queue>${toNext('last')}</Queue>`)
    await scene.ask('PUT', '/queues/q', `<Queue>${toNext('dead')}</Queue>`)
    const dead = await aQueue(scene, {}, 'dead')
    const queue = await aQueue(scene)
    /** Receives what is in it once more than may be. */
    const fail = async ({ receive }: typeof queue): Promise<void> => {
      await receive()
      await scene.advance(30)
      await receive()
    }
    return { ...scene, queue, dead, last, fail }
  }

  test('one says which queue it left and by which id, however it is looked at, wherever it goes on to', async () => {
    const { queue, dead, last, fail } = await openChain()
    const { MessageId } = fieldsOf((await queue.send('x')).root)
    expect(propertiesOf((await queue.receive('peekonly=true')).root)).toBeUndefined()
    await fail(queue)
    const said = [
      ['DLQSourceArn', `${acs}:queues/q`],
      ['DLQOriginMessageId', MessageId],
    ]
    for (const query of ['peekonly=true', 'peekonly=true&numOfMessages=2', 'numOfMessages=2'])
      expect(propertiesOf(firstOf(await dead.receive(query)))).toEqual(said)
    await fail(dead)
    expect(propertiesOf((await last.receive()).root)).toEqual(said)
  })

  test('it stands beside what was sent, before what is called the same', async () => {
    const { ask, queue, dead, fail } = await openChain()
    const property = (item: string, Name: string) => xml(item, { Name, Value: 'x', Type: 'STRING' })
    const user = `<UserProperties>${property('PropertyValue', 'DLQOriginMessageId')}</UserProperties>`
    const system = ['traceparent', 'DLQSourceArn'].map(name => property('SystemPropertyValue', name)).join('')
    const inner = `<MessageBody>x</MessageBody>${user}<SystemProperties>${system}</SystemProperties>`
    const sent = await ask('POST', queue.messages(), `<Message>${inner}</Message>`)
    await fail(queue)
    const { root } = await dead.receive()
    expect(propertiesOf(root, 'UserProperties')).toEqual([['DLQOriginMessageId', 'x']])
    expect(propertiesOf(root)).toEqual([
      ['traceparent', 'x'],
      ['DLQSourceArn', `${acs}:queues/q`],
      ['DLQOriginMessageId', fieldsOf(sent.root).MessageId],
    ])
  })

  test('one that was put back says it no more', async () => {
    const { app, queue, fail, advance } = await openChain()
    await queue.send('x')
    await fail(queue)
    await app.perform(anybody, 'startRedrive', { queue: 'dead' }, never)
    await advance(5)
    const { root } = await queue.receive()
    expect(fieldsOf(root).MessageBody).toBe('x')
    expect(propertiesOf(root)).toBeUndefined()
  })

  test('a copy that could not be delivered says of which subscription it is, and the id that was published', async () => {
    const { ask, publish, anEndpoint, passSeconds, receive } = await aPushingTopic(open)
    const { url } = await anEndpoint(() => 500)
    const policy = xml('DlqPolicy', { Enabled: 'True', DeadLetterTargetQueue: 'q' })
    const wish = `<Subscription><Endpoint>${url}</Endpoint>${policy}</Subscription>`
    await ask('PUT', '/topics/t/subscriptions/s', wish)
    const { MessageId } = fieldsOf((await publish('x')).root)
    await passSeconds(70)
    const { root } = await receive()
    expect(propertiesOf(root)).toEqual([
      ['DLQSourceArn', `${acs}:topics/t/subscriptions/s`],
      ['DLQOriginMessageId', MessageId],
    ])
  })
})
