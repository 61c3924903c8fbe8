/** Chance, handed in, so that a test can repeat a run from its seed. */
export interface Random {
  /** `count` fresh bytes (1 to 256) that the caller may keep. On a server they come from the system's secure source. */
  bytes(count: number): Uint8Array
}
