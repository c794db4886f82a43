// One set-up at a time in one checkout. The lock is a file that names its owner; an owner that is gone holds nothing.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { say } from './places.mjs';

const WAIT_MILLISECONDS = 250;
/** An owner on another machine (a shared folder, a container) cannot be asked whether it lives. */
const FOREIGN_LOCK_MILLISECONDS = 15 * 60_000;

/**
 * Runs `work` while no other process of this checkout does; waits for one that does.
 * @template T
 * @param {string} root
 * @param {() => T} work
 * @returns {T}
 */
export function withLock(root, work) {
  const lock = join(root, '.setup-lock');
  for (let turn = 0; !take(lock); turn++) {
    if (isStale(lock)) discard(lock);
    else {
      if (turn === 0) say('another command is setting up; waiting for it');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MILLISECONDS);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  // Written aside and linked into place, so that nobody ever reads a lock without its owner.
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {string} lock */
function isStale(lock) {
  try {
    const { pid, host } = JSON.parse(readFileSync(lock, 'utf8'));
    if (host !== hostname()) return Date.now() - statSync(lock).mtimeMs > FOREIGN_LOCK_MILLISECONDS;
    return !isAlive(pid);
  } catch (error) {
    return error.code !== 'ENOENT'; // unreadable: nobody's; already gone: try again
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Takes a stale lock away. Renamed first, so that of several waiters one does it; had a living owner taken the lock
 * in between, it is put back.
 * @param {string} lock
 */
function discard(lock) {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (!isStale(aside)) linkSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}
