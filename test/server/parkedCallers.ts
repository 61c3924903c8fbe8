// A process with many callers that each wait in a long poll: node parkedCallers.ts PORT COUNT REQUEST
// The request, whole and in base64, goes out once on each connection. Every answer is told as a line: its body.
import { once } from 'node:events'
import { connect } from 'node:net'

const [port, count, request] = process.argv.slice(2) as [string, string, string]
const bytes = Buffer.from(request, 'base64')
const atOnce = 500

function park(): Promise<unknown> {
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('data', answer => process.stdout.write(`${answer.toString().split('\r\n\r\n')[1]}\n`))
  socket.write(bytes)
  return once(socket, 'connect')
}

for (let open = 0; open < Number(count); open += atOnce) {
  await Promise.all(Array.from({ length: Math.min(atOnce, Number(count) - open) }, park))
}
