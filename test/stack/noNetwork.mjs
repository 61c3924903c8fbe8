// Preloaded into a command to prove that it needs no network: any attempt to reach out ends the process.
import net from 'node:net'

net.Socket.prototype.connect = (...target) => {
  console.error('reached for the network:', JSON.stringify(target[0]))
  process.exit(77)
}
