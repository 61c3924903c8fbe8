// A process that opens connections, says how many, and holds them until it is cut: node idleCallers.ts PORT COUNT
import { once } from 'node:events'
import { connect } from 'node:net'

const [port, count] = process.argv.slice(2).map(Number) as [number, number]
const atOnce = 500

for (let open = 0; open < count; open += atOnce) {
  const sockets = Array.from({ length: Math.min(atOnce, count - open) }, () => connect(port, '127.0.0.1'))
  await Promise.all(sockets.map(socket => once(socket, 'connect')))
}
process.stdout.write(`${count} open\n`)
