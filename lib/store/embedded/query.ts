import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** A prepared query whose rows are of one type: the one place where we vouch for what the SQL selects. */
export type Query<Row> = {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
}

export const query = <Row>(database: DatabaseSync, sql: string): Query<Row> => vouchFor(database.prepare(sql))

/** Rows as arrays, for the paths that every message takes. */
export function tupleQuery<Row extends unknown[]>(database: DatabaseSync, sql: string): Query<Row> {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  return vouchFor(statement)
}

const vouchFor = <Row>(statement: StatementSync): Query<Row> => statement as unknown as Query<Row>
