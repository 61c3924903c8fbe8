import library from 'sorted-btree'

/** A map in key order (a B+ tree). The package is CommonJS, so its class hides one level down; said once, here. */
export const SortedMap = library.default
export type SortedMap<K, V> = library.default<K, V>
