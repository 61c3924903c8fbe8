/** An id of ours in the words of the service: 32 digits of upper-case hex. */
export const messageIdOf = (id: string): string => id.replaceAll('-', '').toUpperCase()
