import manifest from '../package.json' with { type: 'json' }

/** The release this code belongs to, as in package.json. */
export const version: string = manifest.version
