/** The queue that the programs share with the tests that start them. */
export const theQueue = { name: 'orders', uid: '00000000-0000-8000-8000-000000000001', generation: 1 }

export const theOrderedQueue = { ...theQueue, name: 'orders.fifo', uid: '00000000-0000-8000-8000-000000000002' }
