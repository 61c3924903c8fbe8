// Started as a process of its own: answers every write to a socket with the same bytes, to see what the client can do.

import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { body as messageBody } from '../wires/wire.ts'

const id = '01890a5d-ac96-774b-bcce-b302099a8057'
// The SDK of AWS looks at the digest.
const digest = createHash('md5').update(messageBody).digest('hex')
const isSqs = process.argv[2] === 'sqs'
const body = JSON.stringify(isSqs ? { MessageId: id, MD5OfMessageBody: digest } : { messages: [{ id }] })
const headers = `content-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}`
const answer = Buffer.from(`HTTP/1.1 ${isSqs ? '200 OK' : '201 Created'}\r\n${headers}\r\n\r\n${body}`)

const server = createServer({ noDelay: true }, socket => {
  socket.on('data', () => socket.write(answer))
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`canned ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
