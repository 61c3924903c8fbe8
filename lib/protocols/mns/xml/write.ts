import { escapeXml } from '../../../xmlText.ts'

// Without a slash at its end, and on the root alone: clients insist (reference, 1.5).
const namespace = 'http://mns.aliyuncs.com/doc/v1'

/** One element of text; nothing where there is none. */
export const element = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<${name}>${typeof value === 'number' ? value : escapeXml(value)}</${name}>`

/** An element that holds others, which are written already. */
export const parent = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

/** A whole document. */
export const document = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>`

export const flagText = (flag: boolean): string => (flag ? 'True' : 'False')
