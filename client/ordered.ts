/** Whether a queue of this name keeps its groups in order. */
export const isOrdered = (queue: string): boolean => queue.endsWith('.fifo')
