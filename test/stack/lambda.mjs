// What Lambda does with a function, as far as ours can tell: loads the handler, then calls it with one event at a time.
const [file] = process.argv.slice(2)

function serve({ handler }) {
  process.on('message', async ({ event, timeoutMs }) => {
    const endsMs = Date.now() + timeoutMs
    const context = {
      awsRequestId: event.requestContext?.requestId ?? 'an event',
      getRemainingTimeInMillis: () => endsMs - Date.now(),
    }
    try {
      process.send({ result: await handler(event, context) })
    } catch (error) {
      process.send({ failure: `${error.name}: ${error.message}` })
    }
  })
  process.send({ result: undefined })
}

import(file).then(serve, error => process.send({ failure: `${error.name}: ${error.message}` }))
