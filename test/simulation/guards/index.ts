import { i31, i37 } from './asides.ts'
import type { Guard } from './guard.ts'
import { j4, j5, j6, j7 } from './looks.ts'
import { i32, i33, i34, i35, ordered } from './orders.ts'
import { j1, j2, j3 } from './writes.ts'

/** What J1 to J7 of the data model hang on in the code, what moves messages aside, and what keeps them in order. */
const standard = [...j1, ...j2, ...j3, ...j4, ...j5, ...j6, ...j7, ...i31, ...i37]
export const guards: readonly Guard[] = [...standard, ...i32, ...i33, ...i34, ...i35, ...ordered]
