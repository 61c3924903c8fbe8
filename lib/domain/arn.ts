/** Who the keys of an owner are to access statements. */
export const userArn = (account: string, owner: string): string => `arn:aws:iam::${account}:user/${owner}`

/** The account in an ARN, 12 digits. */
export const accountOf = (arn: string): string => arn.split(':')[4] ?? ''
