import { Command, InvalidArgumentError } from 'commander'
import { SluiceClient } from '../client/index.ts'
import type { World } from './world.ts'

export type CommonFlags = { url: string; json?: true }

/** A command that talks to a server: all of them take --url. */
export const clientCommand = (name: string, world: World): Command =>
  new Command(name).option('--url <url>', 'where the server is (SLUICE_URL)', parseUrl, world.settings.url)

/** A command with data to print: all of them take --json. */
export const dataCommand = (name: string, world: World): Command =>
  clientCommand(name, world).option('--json', 'print JSON, one value a line')

export const connect = ({ url }: { url: string }, { settings, transport }: World): SluiceClient =>
  new SluiceClient({ url, token: settings.token, ...transport })

export function parseUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text
  throw new InvalidArgumentError('Write an address like http://127.0.0.1:9324.')
}
