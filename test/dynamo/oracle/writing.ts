import type { Item, Value } from '../fake/values.ts'
import type { Chance } from './chance.ts'
import { reserved } from './pools.ts'

/** Collects the placeholders of the expressions of one call. */
export class Writing {
  readonly chance: Chance
  readonly #names: Record<string, string> = {}
  readonly #values: Item = {}
  #count = 0

  readonly #isRude: boolean

  /** `isRude`: whether it now and then compares or adds what no item could make right. */
  constructor({ chance, isRude }: { chance: Chance; isRude: boolean }) {
    this.chance = chance
    this.#isRude = isRude
  }

  /** True in so many of a hundred cases, if rudeness is wanted at all. */
  rude(percent: number): boolean {
    return this.#isRude && this.chance.percent(percent)
  }

  name(attribute: string): string {
    if (!reserved.has(attribute) && this.chance.percent(70)) return attribute
    const placeholder = `#${attribute}`
    this.#names[placeholder] = attribute
    return placeholder
  }

  value(value: Value): string {
    const placeholder = `:v${this.#count}`
    this.#count += 1
    this.#values[placeholder] = value
    return placeholder
  }

  placeholders() {
    return {
      ...(Object.keys(this.#names).length > 0 && { ExpressionAttributeNames: this.#names }),
      ...(Object.keys(this.#values).length > 0 && { ExpressionAttributeValues: this.#values }),
    }
  }
}
