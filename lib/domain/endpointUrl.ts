import { limits } from './limits.ts'

/**
 * Why nothing can be pushed to a URL, as the end of "it …"; undefined where it can. Whether its address may be reached is
 * seen when it is connected to, as names may come to mean something else.
 */
export function urlFault(text: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(text)) return 'has blanks or control characters in it'
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return 'is not an http or https URL'
  if (text.length > limits.endpointCharactersMax) return `is longer than ${limits.endpointCharactersMax} characters`
  if (url.username !== '' || url.password !== '') return 'has a name or a password in it, which logs would show'
  return undefined
}
