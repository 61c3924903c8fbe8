/** What no XML 1.0 document can carry, in a text that was decoded from UTF-8. A look at units, not at code points: ten times as fast. */
export const uncarriable = /[^\t\n\r -\ufffd]/

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' }

const foreign = new RegExp(uncarriable, 'g')

/**
 * Text inside an element. A carriage return has to be written as a reference, or readers make a line feed of it. What XML cannot
 * carry, which only texts that quote a request may hold, leaves as a replacement character.
 */
export const escapeXml = (text: string): string =>
  (uncarriable.test(text) ? text.toWellFormed().replaceAll(foreign, '\ufffd') : text).replaceAll(
    /[&<>"\r]/g,
    character => escapes[character]!,
  )
