import * as v from 'valibot'

/** A whole number; both bounds are still taken. */
export const integer = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
