import type { WriteOptions } from './options.ts'
import { RedriveCalls } from './redrives.ts'
import type { Answer } from './transport.ts'

/** How what has settings and a version is written, whatever it is. */
export class DocumentCalls extends RedriveCalls {
  protected async put<View>(path: string, body: unknown, { ifMatch, onlyNew, ...options }: WriteOptions) {
    const headers = { 'if-match': ifMatch, 'if-none-match': onlyNew ? '*' : undefined }
    const repeat = ifMatch === undefined && !onlyNew ? 'always' : 'whenRefused'
    const answer = await this.transport.call<View>({ method: 'PUT', path, headers, body, repeat }, options)
    return { ...withEtag(answer), created: answer.status === 201 }
  }

  protected async patch<View>(path: string, body: unknown, { ifMatch, ...options }: PatchOptions) {
    const repeat = ifMatch === undefined ? 'always' : 'whenRefused'
    const headers = { 'if-match': ifMatch }
    return withEtag(await this.transport.call<View>({ method: 'PATCH', path, headers, body, repeat }, options))
  }

  protected async remove(path: string, { ifMatch, ...options }: PatchOptions): Promise<void> {
    const headers = { 'if-match': ifMatch }
    await this.transport.call({ method: 'DELETE', path, headers, repeat: 'whenRefused' }, options)
  }
}

export type Created = { created: boolean }
export type PatchOptions = Omit<WriteOptions, 'onlyNew'>

export const aLook = (path: string) => ({ method: 'GET', path, repeat: 'always' }) as const

export const withEtag = <View>({ body, headers }: Answer<View>): View & { etag: string } => ({
  ...body,
  etag: headers.get('etag') ?? '',
})
