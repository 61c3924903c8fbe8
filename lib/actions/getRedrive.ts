import type { Redrive } from '../domain/redrive.ts'
import { loadRedrive } from './redriveDocument.ts'
import type { Action } from './services.ts'

/** A redrive and how far it has come. */
export const getRedrive: Action<{ id: string }, Redrive> = (services, { id }) => loadRedrive(services, id)
