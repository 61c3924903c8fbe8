import { invalid } from './dynamoError.ts'

/** digits · 10^exponent */
type Decimal = { digits: bigint; exponent: number }

const plainInteger = /^(0|-?[1-9]\d{0,14})$/
const shape = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

function parse(text: string): Decimal {
  const [matched, sign, whole = '', fraction = '', exponent = '0'] = shape.exec(text) ?? []
  if (matched === undefined || whole + fraction === '')
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`)
  const digits = BigInt(whole + fraction)
  return trim({ digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length })
}

function trim({ digits, exponent }: Decimal): Decimal {
  if (digits === 0n) return { digits, exponent: 0 }
  let [left, power] = [digits, exponent]
  while (left % 10n === 0n) [left, power] = [left / 10n, power + 1]
  return { digits: left, exponent: power }
}

const countDigits = (digits: bigint): number => (digits < 0n ? -digits : digits).toString().length

function format({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString()
  if (exponent >= 0) return sign + text + (digits === 0n ? '' : '0'.repeat(exponent))
  const padded = text.padStart(1 - exponent, '0')
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}

function checked(number: Decimal): Decimal {
  const { digits, exponent } = trim(number)
  const count = countDigits(digits)
  if (count > 38) throw invalid('Attempting to store more than 38 significant digits in a Number')
  if (exponent + count > 126)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range')
  if (digits !== 0n && exponent + count < -129)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range')
  return { digits, exponent }
}

/** As DynamoDB hands a number back: no exponent, no needless zeros. */
export const normalNumber = (text: string): string => (plainInteger.test(text) ? text : format(checked(parse(text))))

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent)
  const scaled = (number: Decimal): bigint => number.digits * 10n ** BigInt(number.exponent - exponent)
  return [scaled(a), scaled(b), exponent]
}

export function compareNumbers(a: string, b: string): number {
  if (a.length < 16 && b.length < 16) return Number(a) - Number(b)
  const [left, right] = align(parse(a), parse(b))
  return left < right ? -1 : left > right ? 1 : 0
}

/** The sum, or with `sign` -1 the difference. */
export function addNumbers(a: string, b: string, sign: 1 | -1): string {
  if (plainInteger.test(a) && plainInteger.test(b)) return String(Number(a) + sign * Number(b))
  const [left, right, exponent] = align(parse(a), parse(b))
  return format(checked({ digits: sign === 1 ? left + right : left - right, exponent }))
}

/** Two digits a byte, paired from the decimal point, and one byte more; zeros at either end are free. */
export function numberBytes(text: string): number {
  const [exponent, count, sign] = plainInteger.test(text) ? placesOf(text) : placesOfDecimal(parse(text))
  if (count === 0) return 1
  const first = exponent + count - 1
  return Math.floor(first / 2) - Math.floor(exponent / 2) + 2 + sign
}

/** The zeros at a number's end, the digits before them, and 1 for a minus. */
type Places = [exponent: number, count: number, sign: 0 | 1]

// Most numbers are small integers; big ones would pay for all of them.
function placesOf(integer: string): Places {
  if (integer === '0') return [0, 0, 0]
  let end = integer.length
  while (integer.charCodeAt(end - 1) === 48) end -= 1
  const sign = integer.charCodeAt(0) === 45 ? 1 : 0
  return [integer.length - end, end - sign, sign]
}

const placesOfDecimal = ({ digits, exponent }: Decimal): Places =>
  digits === 0n ? [0, 0, 0] : [exponent, countDigits(digits), digits < 0n ? 1 : 0]
