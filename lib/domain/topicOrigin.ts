/** Of a copy: where it comes from. */
export type TopicOrigin = {
  name: string
  /** The id that the publisher was told. */
  messageId: string
  tag?: string | undefined
  /** The subscription that it is a copy for. */
  subscription?: string | undefined
  /** In the outbox of a topic: the uids of the subscriptions that have no copy yet. */
  pending?: readonly string[] | undefined
}
