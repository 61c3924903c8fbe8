// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/bodies'

/** Where large bodies lie. */
export const bodiesGuards = [
  ...guardsOf(
    `${folder}/bodies.ts`,
    [`${folder}/bodies.test.ts`],
    [
      ['a body outlives its message by a day', 'expiresAtMs + dayMs <=', 'expiresAtMs <='],
      ['a class is counted from now', 'nowMs + some * dayMs', 'some * dayMs'],
      ['what no class outlives is refused', 'if (days === undefined) throw', 'if (false) throw'],
    ],
  ),
  ...guardsOf(
    `${folder}/s3Bodies.ts`,
    [`${folder}/s3Bodies.test.ts`],
    [
      ['what is not there is not there', "if ((thrown as Thrown).name === 'NoSuchKey') return undefined", ''],
      ['a busy server is a busy store', 'status >= 500 || ', ''],
      ['a server that never answers is one', "'TimeoutError', ", ''],
      ['a fault is said as it came', 'isBusy ? new Problem', 'true ? new Problem'],
      ['a busy server is asked again', 'maxAttempts: attempts', 'maxAttempts: 1'],
    ],
  ),
  ...guardsOf(
    `${folder}/folderBodies.ts`,
    [`${folder}/folderBodies.test.ts`],
    [
      ['what is not there is not there', "if (codeOf(error) === 'ENOENT') return undefined", ''],
      [
        'keys that differ in case differ',
        ".digest('hex')",
        ".digest('hex').slice(0, 0) + key.toLowerCase().replaceAll('/', '_')",
      ],
      ['a body is put where it is looked for', '      await rename(begun, path)\n', ''],
      ['a sweep comes once an hour', 'if (this.#wall.nowMs() < this.#sweepAtMs) return', 'return'],
      ['not more often', 'if (this.#wall.nowMs() < this.#sweepAtMs) return', ''],
      ['a sweep comes at open', 'this.#sweeping = this.#sweep()\n', 'this.#sweeping = Promise.resolve()\n'],
      ['each class has its own time', 'nowMs() - days * dayMs', 'nowMs() - 17 * dayMs'],
      ['a file is removed after its time', 'if (mtimeMs < thanMs)', 'if (mtimeMs <= thanMs)'],
      ['the age of a file is told by our clock', '  await file.utimes(nowMs / 1000, nowMs / 1000)\n', ''],
      ['only the owner may read', "'wx', 0o600", "'wx', 0o644"],
      ['what was left unfinished goes', '  [unfinished, 1],\n', ''],
    ],
  ),
  ...guardsOf(
    `${folder}/folderBodies.ts`,
    [`${folder}/fullFolder.test.ts`],
    [
      ['a put that fails leaves nothing', '      await rm(begun, { force: true })\n', ''],
      ['a full disk is said as one', "codeOf(error) === 'ENOSPC' ? new Problem('StorageFull') : error", 'error'],
    ],
  ),
]
