/** What one check found: what was seen, and what to do about it where it is not as it should be. */
export type Finding = { outcome: 'ok' | 'warn' | 'fail'; seen: string; todo?: string | undefined }

export type Check = { name: string; run: () => Promise<Finding> }

export type Checked = Finding & { name: string }

export const ok = (seen: string): Finding => ({ outcome: 'ok', seen })
export const warn = (seen: string, todo: string): Finding => ({ outcome: 'warn', seen, todo })
export const fail = (seen: string, todo: string): Finding => ({ outcome: 'fail', seen, todo })

// A question without a body in its answer (HeadBucket) has no name for it but the status.
const isDenied = ({ name, $metadata }: Error & { $metadata?: { httpStatusCode?: number } }): boolean =>
  /^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationErrorException|Forbidden)$/.test(name) ||
  $metadata?.httpStatusCode === 403

/** Runs one check after the other, so that what is seen of one disturbs no other. What throws is a finding, too. */
export async function runChecks(
  checks: readonly Check[],
  onChecked: (checked: Checked) => Promise<void>,
): Promise<boolean> {
  let isWell = true
  for (const { name, run } of checks) {
    const finding = await run().catch(failed)
    isWell &&= finding.outcome !== 'fail'
    await onChecked({ name, ...finding })
  }
  return isWell
}

function failed(thrown: unknown): Finding {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const seen = `${error.name}: ${error.message}`
  if (isDenied(error)) return warn(seen, 'It could not be checked: give the caller of doctor the right to read this.')
  return fail(seen, 'See that it is there, in this region and account, and can be reached from here.')
}

/** The worst of several; where all is well, what the last one says. */
export function worst(findings: readonly Finding[], well: string): Finding {
  const bad = findings.find(({ outcome }) => outcome === 'fail') ?? findings.find(({ outcome }) => outcome === 'warn')
  return bad ?? ok(well)
}
