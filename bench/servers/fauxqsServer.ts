// Started as a process of its own: fauxqs, in memory, or with a folder as argument on SQLite.
import { startFauxqs } from 'fauxqs'

const dataDir = process.argv[2]
const server = await startFauxqs({ port: 0, logger: false, ...(dataDir === undefined ? {} : { dataDir }) })
process.stdout.write(`fauxqs ready http://127.0.0.1:${server.port}\n`)
