const pattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** `YYYYMMDDTHHMMSSZ`, to the second. */
export const toAmzDate = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

/** Milliseconds of a date that {@link toAmzDate} would write; NaN for any other text. */
export function amzDateMs(text: string): number {
  const ms = Date.parse(text.replace(pattern, '$1-$2-$3T$4:$5:$6Z'))
  return !Number.isNaN(ms) && toAmzDate(ms) === text ? ms : Number.NaN
}
