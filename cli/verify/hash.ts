import { createHash } from 'node:crypto'

export const hashOf = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex')
