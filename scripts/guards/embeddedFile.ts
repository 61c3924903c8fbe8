// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { guardsOf } from './guard.ts'

const folder = 'lib/store/embedded'
const space = ['test/embedded/space.test.ts']
const format = ['test/embedded/format.test.ts']
const group = [`${folder}/groupCommit.test.ts`]

/** How it reaches the disk, and what a disk can do to it. */
export const embeddedFileGuards = [
  ...guardsOf(`${folder}/groupCommit.ts`, group, [
    ['closed takes nothing more', "if (this.#closed) return Promise.reject(new Problem('ShuttingDown'))", ''],
    ['what is left over has its turn', 'if (this.#waiting.length > 0) this.#schedule()', ''],
    ['a group that was written is answered', 'if (failure === undefined) return jobs', ''],
    ['a group is bounded by count', 'count === jobsMax || ', ''],
    ['a group is bounded by bytes', ' || (count > 0 && bytes > bytesMax)', ''],
    ['one that is larger than the bound has its turn too', '(count > 0 && bytes > bytesMax)', '(bytes > bytesMax)'],
    [
      'the neighbours of one that failed are kept',
      'current === undefined || isStorageFailure(error) ? jobs : [current]',
      'jobs',
    ],
    [
      'a full disk fails its whole group',
      'current === undefined || isStorageFailure(error) ? jobs : [current]',
      'current === undefined ? jobs : [current]',
    ],
    ['who failed is told', 'for (const job of failure.jobs) job.reject(toCallerError(failure.error))', ''],
    ['a full disk is said in our words', 'job.reject(toCallerError(failure.error))', 'job.reject(failure.error)'],
    ['a transaction that failed is undone', "if (this.#database.isTransaction) this.#database.exec('ROLLBACK')", ''],
    ['what is held waits for the disk', 'const held = jobs.filter(job => job.held)', 'const held: Job[] = []'],
    ['what need not wait, does not', 'for (const job of jobs) if (!job.held) job.resolve(job.result)', ''],
    [
      'nothing is acknowledged when the sync fails',
      'this.#sync.covering().then(answer, refuse)',
      'this.#sync.covering().then(answer, answer)',
    ],
    ['what would be refused is not committed', 'this.#write(this.#refuseUnkeepable(group))', 'this.#write(group)'],
    [
      'a store that is well refuses nothing',
      "broken === undefined || this.#durability === 'kill'",
      "this.#durability === 'kill'",
    ],
    [
      'nor does one that is to survive a kill only',
      "broken === undefined || this.#durability === 'kill'",
      'broken === undefined',
    ],
    ['who is refused is told', 'for (const job of group) if (job.held) job.reject(broken)', ''],
    [
      'what need not be kept goes on',
      'if (job.held) job.reject(broken)\n    return group.filter(job => !job.held)',
      'job.reject(broken)\n    return []',
    ],
    [
      'for power loss an answer waits for the disk',
      "if (this.#durability === 'power') this.#answerOnDisk(kept)\n      else",
      '',
    ],
  ]),
  ...guardsOf(
    `${folder}/groupCommit.ts`,
    ['test/embedded/contract.test.ts'],
    [['closing finishes what was asked for', '    await last.catch(() => {})\n', '']],
  ),
  ...guardsOf(
    `${folder}/groupCommit.ts`,
    ['test/embedded/full.test.ts'],
    [['a full disk can be worked off', 'if (isFull(error)) this.#foldLog()', '']],
  ),
  ...guardsOf(
    `${folder}/groupCommit.ts`,
    ['test/embedded/kill.test.ts'],
    [
      [
        'an answer waits for the commit',
        'this.#begin.run()\n      for (current of jobs) current.result = current.work()\n      current = undefined\n      this.#hooks.beforeCommit()\n      this.#commit.run()',
        'if (!this.#database.isTransaction) this.#begin.run()\n      for (current of jobs) current.result = current.work()\n      current = undefined\n      this.#hooks.beforeCommit()\n      if (Math.random() < 0.01) this.#commit.run()',
      ],
    ],
  ),
  ...guardsOf(
    `${folder}/walSync.ts`,
    [`${folder}/walSync.test.ts`],
    [
      ['closing waits for the sync under way', 'if (this.#busy) await this.covering().catch(() => {})', ''],
      ['one sync at a time', 'if (!this.#busy) this.#begin()', 'this.#begin()'],
      ['who asked during one is covered by the next', 'if (this.#waiting.length > 0) this.#begin()', ''],
      ['after a failed sync nothing is promised', 'if (this.#broken) return Promise.reject(this.#broken)', ''],
      ['who asked is told of the failure', 'if (error !== null) return this.#break(error, covered)', ''],
      ['and so is who waits for the next', '[...covered, ...this.#waiting]', 'covered'],
    ],
  ),
  ...guardsOf(
    `${folder}/ids.ts`,
    [`${folder}/ids.test.ts`],
    [
      [
        'an id says where its message lies',
        'bytes.writeUIntBE(seq, seqAt, seqBytes)',
        'bytes.writeUIntBE(0, seqAt, seqBytes)',
      ],
      ['two ids of one place differ', 'bytes.set(random.bytes(seqAt))', 'bytes.fill(0, 0, seqAt)'],
    ],
  ),
  ...guardsOf(
    `${folder}/room.ts`,
    [`${folder}/room.test.ts`],
    [
      ['the reserve is not given away', 'return !this.#isLow', 'return true'],
      ['a small disk has a small reserve', 'Math.min(reservedBytes, sizeBytes * reservedShare)', 'reservedBytes'],
      [
        'a large one no larger than needed',
        'Math.min(reservedBytes, sizeBytes * reservedShare)',
        'sizeBytes * reservedShare',
      ],
      ['free pages are room', 'freeBytes + reusableBytes <', 'freeBytes <'],
      ['a low disk is looked at each time', 'this.#isLow || this.#bytesUntilLook <= 0', 'this.#bytesUntilLook <= 0'],
      [
        'a disk is not looked at for every message',
        'if (this.#isLow || this.#bytesUntilLook <= 0) this.#look()',
        'this.#look()',
      ],
      ['but for every mebibyte', 'this.#isLow || this.#bytesUntilLook <= 0', 'this.#isLow'],
    ],
  ),
  ...guardsOf(`${folder}/schema.ts`, format, [
    ['a newer format is refused', 'if (found > currentFormat) throw new Error(tooNew(folder, found))', ''],
    ['a new folder gets its tables', 'if (found < currentFormat) upgrade(database, found)', ''],
    ['somebody else’s database is refused', 'if (isForeign(database, found)) throw', 'if (false) throw'],
    ['also one that has a number', "readPragma(database, 'application_id') !== applicationId", 'false'],
    ['also one that has none', "database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined", 'false'],
  ]),
  ...guardsOf(
    `${folder}/database.ts`,
    [...format, 'test/embedded/oneProcess.test.ts'],
    [
      ['a second process is told so', 'if (isBusy(error))', 'if (false)'],
      ['a folder has one process', '  PRAGMA locking_mode = EXCLUSIVE;\n', ''],
      ['a file that is no database is called so', 'if (isDamaged(error))', 'if (false)'],
    ],
  ),
  ...guardsOf(
    `${folder}/folder.ts`,
    [...format, 'test/embedded/oneProcess.test.ts'],
    [
      ['only its owner can read a data folder', 'mode: 0o700', 'mode: 0o755'],
      ['a folder can be opened again', "if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false", ''],
      ['only its owner can read the database', "openSync(path, 'wx', 0o600)", "openSync(path, 'wx', 0o644)"],
      [
        'a second store in one process leaves the first its lock',
        "openSync(path, 'wx', 0o600)",
        "openSync(path, 'a', 0o600)",
      ],
    ],
  ),
  ...guardsOf(`${folder}/space.ts`, space, [
    ['space is given back', "this.#database.exec('VACUUM; PRAGMA wal_checkpoint(PASSIVE)')", ''],
    ['not for little', 'freePages < this.#freePagesMin || ', ''],
    ['not while much is in use', ' || this.#all.get()![0] - freePages > usedPagesMax', ''],
  ]),
]
