// One set-up at a time in a checkout: making a folder either succeeds or fails at once on every file system.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const tooOld = 30 * 60_000;
const pause = 100;

/**
 * Runs `work` while holding the lock folder. A holder that died is found by its process id and replaced.
 * @param {string} folder where the lock lies; its parent must exist
 * @param {() => void} onWait called once when somebody else holds the lock
 * @param {() => void | Promise<void>} work
 */
export async function withFolderLock(folder, onWait, work) {
  let told = false;
  while (!take(folder)) {
    if (isAbandoned(folder)) {
      clear(folder);
      continue;
    }
    if (!told) onWait();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'pid'), String(process.pid));
  return true;
}

function isAbandoned(folder) {
  try {
    const age = Date.now() - statSync(folder).mtimeMs;
    if (age > tooOld) return true;
    const pid = readPid(folder);
    // The holder writes its id right after it made the folder: without one, give it a moment.
    if (pid === undefined) return age > 5000;
    return !isAlive(pid);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

// Only one of those who saw the dead holder may clear it: another could already have taken the lock anew.
function clear(folder) {
  const guard = `${folder}.clearing`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5000) {
      rmSync(guard, { recursive: true, force: true });
    }
    return;
  }
  if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
  rmSync(guard, { recursive: true, force: true });
}

function readPid(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
