import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// docs/reference/rights.md is written from infra/permissions*.yml by `npx vitest run test/guide/rights.test.ts -u`, and compared without `-u`.

const infra = new URL('../../infra/', import.meta.url)
const page = new URL('../../docs/reference/rights.md', import.meta.url)

type Statement = { effect: string; why: string; actions: string; resource: string; condition: string }
type Role = { name: string; description: string; statements: Statement[] }

const listOf = (text: string): string[] =>
  text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(one => one.trim())
    .filter(Boolean)

/** Actions, the names that stand for them included: `&name` says what `*name` says again. */
function actionsOf(text: string, names: Map<string, string[]>): string[] {
  const [, anchor, alias, rest] = /^Action: (?:&(\w+) ?|\*(\w+))?(.*)$/s.exec(text)!
  if (alias !== undefined) return names.get(alias) ?? [`*${alias}`]
  const actions = rest!.includes('- ')
    ? rest!
        .split('- ')
        .map(one => one.trim())
        .filter(Boolean)
    : listOf(rest!)
  if (anchor !== undefined) names.set(anchor, actions)
  return actions
}

/** A condition, which may stand for itself by a name, too. */
function conditionOf(text: string, names: Map<string, string[]>): string {
  const [, anchor, alias] = /^(?:&(\w+) |\*(\w+)$)/.exec(text) ?? []
  if (alias !== undefined) return names.get(alias)?.[0] ?? text
  const condition = plain(text)
  if (anchor !== undefined) names.set(anchor, [condition])
  return condition
}

const plain = (text: string): string =>
  text
    .replaceAll(/!GetAtt (\w+)\.StreamArn/g, 'stream of $1')
    .replaceAll(/!GetAtt (\w+)\.Arn/g, '$1')
    .replaceAll(/!Ref (\w+)/g, '$1')
    .replaceAll(/!Sub "\$\{(\w+)\.Arn\}\/\*"/g, 'objects of $1')
    .replaceAll(/^\[|\]$|[&*]\w+ /g, '')

/** One statement, whose lines are joined to fields. */
function toStatement(lines: readonly string[], names: Map<string, string[]>): Statement {
  const [first = '', ...more] = lines
  const [, effect = '', why = ''] = /Effect: (\w+)(?: # (.*))?/.exec(first)!
  const fields = more
    .join('\n')
    .split(/\n(?=\s+(?:Action|Resource|Condition):)/)
    .map(field => field.trim().replaceAll(/\s+/g, ' '))
  const find = (name: string): string => fields.find(field => field.startsWith(`${name}:`)) ?? `${name}: `
  const of = (name: string): string =>
    find(name)
      .slice(name.length + 2)
      .replace(/ # .*/, '')
  return {
    effect,
    why,
    actions: actionsOf(find('Action'), names).join(', '),
    resource: plain(of('Resource')),
    condition: conditionOf(of('Condition'), names),
  }
}

const inline = /^( +)- \{ (Effect: \w+), (Action: \[[^\]]*\]), (Resource: .*) \}$/gm

/** Roles, and what a stage gives to some of them besides. */
function rolesIn(text: string): Role[] {
  const names = new Map<string, string[]>()
  const sections = text.replaceAll(inline, '$1- $2\n$1  $3\n$1  $4').split(/^ {2}(?=\w+:$)/m)
  return sections.filter(isOfRights).map(section => {
    const policies = section.slice(section.search(/^ +(Policies|PolicyName):/m))
    const statements = policies.split(/^ +- (?=Effect)/m).slice(1)
    const [, name = '', isRole] = /^(\w+?)(Role)?:/.exec(section)!
    const of = [...section.matchAll(/!Ref (\w+)Role/g)].map(([, role]) => role!.toLowerCase())
    const condition = /^ +Condition: (\w+)$/m.exec(section)?.[1]
    return {
      name: isRole === undefined ? name : name.toLowerCase(),
      description:
        /Description: (.*)/.exec(section)?.[1] ??
        `For ${of.join(', ')}${condition === undefined ? '' : `, where the stage ${words(condition)}`}`,
      statements: statements.map(one => toStatement(one.split('\n'), names)),
    }
  })
}

const words = (condition: string): string => condition.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
const isOfRights = (section: string): boolean => /^ +Type: AWS::IAM::(Role|Policy)$/m.test(section)

const cell = (text: string): string => text.replaceAll('|', '\\|')

const rowOf = ({ effect, why, actions, resource, condition }: Statement): string =>
  `| ${effect === 'Deny' ? '**not** ' : ''}${cell(actions)} | ${cell(resource)} | ${cell(condition)} | ${cell(why)} |`

const sectionOf = ({ name, description, statements }: Role): string =>
  [
    `## ${name}`,
    '',
    `${description}.`,
    '',
    '| may | on | if | why |',
    '|---|---|---|---|',
    ...statements.map(rowOf),
    '',
  ].join('\n')

const intro = `# Every right of every function

Written from \`infra/permissions*.yml\`, where the rights are, by \`npx vitest run test/guide/rights.test.ts -u\`; without \`-u\` the same
test compares. Each function has a role of its own. No action has a wildcard; a star behind a bucket stands for its objects. Lines without a reason are the
log group of the function itself.
`

test('the page of rights says what the stack gives', async () => {
  const files = readdirSync(infra).filter(name => name.startsWith('permissions') && name.endsWith('.yml'))
  const roles = files.sort().flatMap(name => rolesIn(readFileSync(new URL(name, infra), 'utf8')))
  expect(roles.length).toBeGreaterThan(7)
  const empty = roles
    .flatMap(({ statements }) => statements)
    .filter(({ actions, resource }) => actions === '' || resource === '')
  expect(empty).toEqual([])
  await expect([intro, ...roles.map(sectionOf)].join('\n')).toMatchFileSnapshot(page.pathname)
})
