import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { type Disk, Room } from './room.ts'

const mebibyte = 1024 * 1024

function open(disk: Disk) {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => database.close())
  let looks = 0
  const readDisk = () => {
    looks += 1
    return disk
  }
  return { database, disk, room: new Room(database, readDisk), looks: () => looks }
}

test('there is room until the disk has no more than the reserve, and again once it has', () => {
  const { disk, room } = open({ freeBytes: 40 * mebibyte, sizeBytes: 1000 * mebibyte })
  expect(room.isThereFor(mebibyte)).toBe(true)
  disk.freeBytes = 31 * mebibyte
  expect(room.isThereFor(mebibyte)).toBe(false)
  expect(room.isThereFor(1)).toBe(false)
  disk.freeBytes = 33 * mebibyte
  expect(room.isThereFor(1)).toBe(true)
})

test('a small disk reserves an eighth of itself', () => {
  const { disk, room } = open({ freeBytes: 3 * mebibyte, sizeBytes: 16 * mebibyte })
  expect(room.isThereFor(mebibyte)).toBe(true)
  disk.freeBytes = 2 * mebibyte - 1
  expect(room.isThereFor(mebibyte)).toBe(false)
})

test('free pages of the database count as room', () => {
  const { database, room } = open({ freeBytes: 0, sizeBytes: 8 * mebibyte })
  expect(room.isThereFor(1)).toBe(false)
  database.exec('CREATE TABLE note (bytes BLOB)')
  database.prepare('INSERT INTO note VALUES (?)').run(Buffer.alloc(2 * mebibyte))
  database.exec('DELETE FROM note')
  expect(room.isThereFor(1)).toBe(true)
})

test('the disk is looked at once a mebibyte', () => {
  const { room, looks } = open({ freeBytes: 400 * mebibyte, sizeBytes: 1000 * mebibyte })
  for (let count = 0; count < 4096; count++) room.isThereFor(256)
  expect(looks()).toBeLessThanOrEqual(3)
  expect(looks()).toBeGreaterThan(1)
})
