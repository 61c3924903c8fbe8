/** The account in an ARN, 12 digits. */
export const accountOf = (arn: string): string => arn.split(':')[4] ?? ''
