/** An address as a number, and how many bits it has: 32 or 128. */
type Address = { bits: bigint; width: number }

/** The addresses whose first `prefix` bits are those of `bits`. */
export type Network = Address & { prefix: number }

const v4 = /^\d{1,3}(\.\d{1,3}){3}$/
const v6Group = /^[0-9a-f]{1,4}$/i
const v6Groups = 8

const joined = (parts: readonly number[], partBits: number): Address => ({
  bits: parts.reduce((bits, part) => (bits << BigInt(partBits)) | BigInt(part), 0n),
  width: parts.length * partBits,
})

function parseV4(text: string): Address | undefined {
  const parts = text.split('.').map(Number)
  return parts.every(part => part <= 255) ? joined(parts, 8) : undefined
}

/** Eight groups, of which `::` stands for those that are left out. */
function parseV6(text: string): Address | undefined {
  const [before = [], after, ...more] = text.split('::').map(half => (half === '' ? [] : half.split(':')))
  const missing = v6Groups - before.length - (after?.length ?? 0)
  if (more.length > 0 || (after === undefined ? missing !== 0 : missing < 1)) return undefined
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...(after ?? [])]
  const isGood = groups.every(group => v6Group.test(group))
  return isGood
    ? joined(
        groups.map(group => Number.parseInt(group, 16)),
        16,
      )
    : undefined
}

const parseAddress = (text: string): Address | undefined => (v4.test(text) ? parseV4(text) : parseV6(text))

/** `10.0.0.0/8` or `2001:db8::/32`; undefined for any other text. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits = ''] = text.match(/^([^/]+)\/(\d{1,3})$/) ?? []
  const parsed = parseAddress(address)
  const prefix = Number(digits)
  return parsed === undefined || prefix > parsed.width ? undefined : { ...parsed, prefix }
}

/** Whether a text is an address of the network. */
export function isIn({ bits, width, prefix }: Network, text: string): boolean {
  const address = parseAddress(text)
  const rest = BigInt(width - prefix)
  return address?.width === width && address.bits >> rest === bits >> rest
}
