// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
/** Terms that name a slot and hold whatever is in it: source text that goes in the place of `slotIs(index, slot)`. */
export const weakSlot =
  '{ clauses: [`(s${index} = :seen${index} OR attribute_exists(h))`], values: { [`:seen${index}`]: { S: slot } } }'
