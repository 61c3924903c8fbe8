/** `arn:aws:sqs:REGION:ACCOUNT:NAME`. */
export function parseArn(arn: string): { region: string; account: string; name: string } {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  return { region, account, name }
}

export const nameOfArn = (arn: string): string => parseArn(arn).name
