import { invalidParameter, invalidValue, type SqsError } from './errors.ts'

const resultsMax = 1000

/** How many are asked for: 1 to 1,000. */
export function checkResults(count: number | undefined): number {
  if (count === undefined) return resultsMax
  if (count >= 1 && count <= resultsMax) return count
  throw invalidParameter(count, 'MaxResults', `Must be between 1 and ${resultsMax}, if provided.`)
}

export const noSuchPage = (): SqsError => invalidValue('The NextToken is not one of this list.')
