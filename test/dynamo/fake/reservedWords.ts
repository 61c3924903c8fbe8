const words = new Set<string>()
export const isReserved = (name: string): boolean => words.has(name.toUpperCase())
