import type { HttpEvent } from '../lib/http/event.ts'

/** Whatever path a client of MNS was given, its headers tell. */
export const speaksMns = (headers: HttpEvent['headers']): boolean =>
  headers['x-mns-version'] !== undefined || /^(MNS |(APSARA-)?MNS4-)/.test(headers.authorization ?? '')
