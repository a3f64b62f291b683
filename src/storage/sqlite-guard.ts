// Watches over a SQLite file: what of its log was acknowledged is kept beside it, so that a log that is damaged, emptied or gone is
// noticed, which SQLite takes for the end of it; and when the file is closed, a checksum of every page, against which it is held
// when it is opened again.

import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { type Damage, met, type Repair } from "./damage.ts";
import { Extent } from "./extent.ts";
import { privateFile, readIfThere } from "./private-files.ts";
import { frameOffset, pagesOf, readLog, resealed, type SqliteLog } from "./sqlite-log.ts";

/** A larger file is not read through: damage is then told when it is met. */
const largestSealedBytes = 256 * 1024 * 1024;
const sealedPageBytes = 4096;

/**
 * Told of every commit that is on disk. How far the log has come is read from its index, the file `-shm`:
 * https://www.sqlite.org/walformat.html#the_wal_index_file_format
 */
export class SqliteAcknowledgement {
  readonly #extent: Extent;
  readonly #index: number;
  readonly #header = Buffer.alloc(100);
  readonly #values = [0, 0, 0, 0];

  /** The file must have been opened. */
  constructor(path: string) {
    this.#extent = Extent.open(path);
    this.#index = openSync(`${path}-shm`, "r");
  }

  /** Everything that has been committed is on disk. */
  acknowledge(): void {
    this.note();
    this.acknowledgeNoted();
  }

  /** Looks how far the log has come: before it is written through to the disk, where commits go on meanwhile. */
  note(): void {
    const header = this.#header;
    try {
      readSync(this.#index, header, 0, header.length, 0);
    } catch {
      // What is on disk is acknowledged for all that.
      return;
    }
    // The salts are copied from the log, which is written in the network's order; the rest is in the machine's.
    this.#values[0] = header.readUInt32BE(32);
    this.#values[1] = header.readUInt32BE(36);
    this.#values[2] = header.readUInt32LE(16);
    this.#values[3] = header.readUInt32LE(96);
  }

  /** As much as there was when it was looked is on disk. */
  acknowledgeNoted(): void {
    this.#extent.save(this.#values);
  }

  /** To be called before the file is closed: its log is then moved into it, and goes. */
  close(): void {
    this.#extent.save(nothing);
    this.#extent.close();
    closeSync(this.#index);
  }
}

/** Of a log whose frames are all in the file. */
const nothing: readonly number[] = [0, 0, 0, 0];

/** To be called once the log has been moved into the file: nothing of it is needed any more. */
export function forgetLog(path: string): void {
  const extent = Extent.open(path);
  extent.lower(nothing);
  extent.close();
}

/**
 * To be called before SQLite opens the file. Throws DamagedFile; while a repair is under way it leaves a log that SQLite can read
 * to its end, and no file where that cannot be used.
 */
export function checkSqliteFile(path: string, repair: Repair | undefined): void {
  checkPresence(path, repair);
  checkLog(path, repair);
  checkSeal(path, repair);
}

function checkPresence(path: string, repair: Repair | undefined): void {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const isKnown = existsSync(sealPath(path)) || Extent.read(path) !== undefined || log > 0;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (!isKnown || (size ?? 0) > 0) return;
  const problem = `the file is ${size === undefined ? "missing" : "empty"}, and it held what was acknowledged`;
  const damage: Damage = { path, offset: 0, bytes: 0, problem, lost: ["everything that the file held"] };
  met(damage, repair);
  // A log without its file tells nothing.
  if (log > 0)
    met({ ...damage, path: `${path}-wal`, bytes: log, problem: "its file is gone", lost: [] }, repair);
  for (const beside of ["", "-wal", "-shm", ".seal", ".extent"]) rmSync(`${path}${beside}`, { force: true });
}

function checkLog(path: string, repair: Repair | undefined): void {
  const logPath = `${path}-wal`;
  const known = Extent.read(path);
  const isKnown = known !== undefined;
  const [salt1 = 0, salt2 = 0, frames = 0, moved = 0] = known ?? nothing;
  const bytes = readIfThere(logPath) ?? Buffer.alloc(0);
  const log = readLog(bytes);
  if (log === undefined) {
    // What was moved into the file is not needed any more.
    if (frames <= moved && bytes.every((byte) => byte === 0)) return;
    if (frames <= moved && isKnown) return;
    const problem = bytes.length === 0 ? "the log is missing or empty" : "it does not begin as a log does";
    const lost = [`what was acknowledged in the last ${Math.max(1, frames - moved)} pages of the log`];
    met({ path: logPath, offset: 0, bytes: bytes.length, problem, lost }, repair);
    rmSync(logPath, { force: true });
    return;
  }
  const isSame = log.salts[0] === salt1 && log.salts[1] === salt2;
  const isDamaged = isSame ? log.committed < frames : !isKnown && log.lastCommitBehind > log.sound;
  if (!isDamaged) return;
  const whole = Math.floor(
    (bytes.length - frameOffset(0, log)) / (frameOffset(1, log) - frameOffset(0, log)),
  );
  const last = Math.max(log.lastCommitBehind, log.committed, isSame ? Math.min(frames, whole) : 0);
  met(damageOfLog({ path: logPath, bytes, log, last, due: Math.max(frames, last) }), repair);
  writeFileSync(logPath, mended(path, { bytes, log, last }), { mode: privateFile, flush: true });
  rmSync(`${path}-shm`, { force: true });
}

/**
 * Most damage leaves a page that can be read, so a damaged frame is worth a try; without it the page is what it was before. What
 * stands before the damage can be relied on in any case.
 */
function mended(path: string, { bytes, log, last }: Pick<DamagedLog, "bytes" | "log" | "last">): Buffer {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  const candidates = [all, all.filter((number) => !log.unsound.has(number))].map((frames) =>
    resealed(bytes, log, frames),
  );
  return (
    candidates.find((candidate) => isReadable(path, candidate)) ??
    resealed(bytes, log, all.slice(0, log.committed))
  );
}

/** Whether the file with this log has the structure of a database. */
function isReadable(path: string, log: Buffer): boolean {
  const folder = mkdtempSync(`${path}-trial-`);
  const trial = join(folder, "trial");
  try {
    copyFileSync(path, trial);
    writeFileSync(`${trial}-wal`, log);
    const database = new DatabaseSync(trial);
    try {
      return Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0] === "ok";
    } finally {
      database.close();
    }
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface DamagedLog {
  readonly path: string;
  readonly bytes: Buffer;
  readonly log: SqliteLog;
  /** The last frame that can be kept, and the last that should be there. */
  readonly last: number;
  readonly due: number;
}

function damageOfLog({ path, bytes, log, last, due }: DamagedLog): Damage {
  const offset = frameOffset(log.sound, log);
  const pages = pagesOf(bytes, log, last);
  const page = pages[log.sound];
  const isWrittenAgain = page !== undefined && pages.lastIndexOf(page) > log.sound;
  const lost = [
    ...(page === undefined || isWrittenAgain ? [] : [`what page ${page} of the file was changed to`]),
    ...(due > last ? [`what was acknowledged in the last ${due - last} pages of the log`] : []),
  ];
  const end = frameOffset(last > log.sound ? log.sound + 1 : due, log);
  const problem = `what stands there is no frame with its checksum, and ${due} frames were acknowledged`;
  return { path, offset, bytes: end - offset, problem, lost };
}

/** u32 CRC-32 of all that follows, u32 count of changes, then a u32 CRC-32 for each page. */
const sealHeaderBytes = 8;

/** SQLite counts the changes of a file, and keeps the count twice: https://www.sqlite.org/fileformat2.html#file_change_counter */
function changesOf(bytes: Buffer): number | undefined {
  if (bytes.length < 100) return undefined;
  const changes = bytes.readUInt32BE(24);
  return changes === bytes.readUInt32BE(92) ? changes : undefined;
}

function sealPath(path: string): string {
  return `${path}.seal`;
}

/** To be called once the file is closed, and its log has gone. */
export function sealSqliteFile(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > largestSealedBytes || existsSync(`${path}-wal`)) return;
  const bytes = readIfThere(path) ?? Buffer.alloc(0);
  const sums = pageSums(bytes);
  const seal = Buffer.alloc(sealHeaderBytes + sums.length * 4);
  seal.writeUInt32LE(changesOf(bytes) ?? 0, 4);
  for (const [index, sum] of sums.entries()) seal.writeUInt32LE(sum, sealHeaderBytes + index * 4);
  seal.writeUInt32LE(crc32(seal.subarray(4)), 0);
  try {
    writeFileSync(sealPath(path), seal, { mode: privateFile });
  } catch {
    // Without a seal the file is held against nothing.
    rmSync(sealPath(path), { force: true });
  }
}

/** The seal is broken with it: from now on the file may change. */
function checkSeal(path: string, repair: Repair | undefined): void {
  const seal = readIfThere(sealPath(path));
  if (seal === undefined) return;
  const bytes = readIfThere(path) ?? Buffer.alloc(0);
  if (seal.length >= sealHeaderBytes && crc32(seal.subarray(4)) === seal.readUInt32LE(0)) {
    const sums = pageSums(bytes);
    // Whatever else opened the file and changed it by way of SQLite has counted that.
    const isChanged = (changesOf(bytes) ?? 0) > seal.readUInt32LE(4);
    const due = isChanged ? 0 : (seal.length - sealHeaderBytes) / 4;
    for (let index = 0; index < due; index++) {
      if (sums[index] === seal.readUInt32LE(sealHeaderBytes + index * 4)) continue;
      const offset = index * sealedPageBytes;
      const isGone = offset >= bytes.length;
      const problem = isGone ? "the file ends there" : "what stands there does not have its checksum";
      const lost = [`what stood in its page at byte ${offset}, as far as it was changed`];
      met({ path, offset, bytes: (isGone ? due - index : 1) * sealedPageBytes, problem, lost }, repair);
      if (isGone) break;
    }
  }
  rmSync(sealPath(path));
}

function pageSums(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.ceil(bytes.length / sealedPageBytes) }, (_, index) =>
    crc32(bytes.subarray(index * sealedPageBytes, (index + 1) * sealedPageBytes)),
  );
}
