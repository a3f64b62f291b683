// SQLite's write-ahead log, as https://www.sqlite.org/walformat.html describes it. SQLite takes the first frame that does not have
// its checksum for the end of the log, and drops what follows without a word: here the frames behind it are looked at as well.
// A frame's checksum goes on from that of the frame before, so that one after damage is held against what that frame says of itself.

const headerBytes = 32;
const frameHeaderBytes = 24;
const magic = 0x377f0682;

export interface SqliteLog {
  /** The two salts of this log: frames of an earlier one, which it overwrites, have others. */
  readonly salts: readonly [number, number];
  readonly pageSize: number;
  /** How many frames are sound from the first on, and how many of them belong to commits. */
  readonly sound: number;
  readonly committed: number;
  /** The last frame behind those that is sound and ends a commit, counted from 1; 0 if there is none. */
  readonly lastCommitBehind: number;
  /** The frames that are not sound. */
  readonly unsound: ReadonlySet<number>;
}

/** Undefined if the bytes do not begin as a log does. */
export function readLog(bytes: Buffer): SqliteLog | undefined {
  if (bytes.length < headerBytes || (bytes.readUInt32BE(0) & ~1) >>> 0 !== magic) return undefined;
  const sums = new Sums(bytes);
  sums.add(0, 24);
  if (!sums.equalAt(24)) return undefined;
  const pageSize = bytes.readUInt32BE(8);
  const salts = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] as const;
  const frameBytes = frameHeaderBytes + pageSize;
  const frames = Math.floor((bytes.length - headerBytes) / frameBytes);
  const unsound = new Set<number>();
  let [sound, committed, lastCommitBehind] = [0, 0, 0];
  for (let number = 1; number <= frames; number++) {
    const at = headerBytes + (number - 1) * frameBytes;
    if (sound < number - 1) sums.continueFrom(at - frameBytes + 16);
    sums.add(at, 8);
    sums.add(at + frameHeaderBytes, pageSize);
    const isSound =
      bytes.readUInt32BE(at + 8) === salts[0] &&
      bytes.readUInt32BE(at + 12) === salts[1] &&
      sums.equalAt(at + 16);
    if (!isSound) {
      unsound.add(number);
      continue;
    }
    const endsCommit = bytes.readUInt32BE(at + 4) !== 0;
    if (sound === number - 1) {
      sound = number;
      if (endsCommit) committed = number;
    } else if (endsCommit) lastCommitBehind = number;
  }
  return { salts, pageSize, sound, committed, lastCommitBehind, unsound };
}

/** Where the frame begins in the file that follows so many. */
export function frameOffset(frames: number, { pageSize }: SqliteLog): number {
  return headerBytes + frames * (frameHeaderBytes + pageSize);
}

/** The pages that frames hold, by the frame's number. */
export function pagesOf(bytes: Buffer, log: SqliteLog, frames: number): readonly number[] {
  return Array.from({ length: frames }, (_, index) => bytes.readUInt32BE(frameOffset(index, log)));
}

/** A log of these frames, with checksums that fit: what SQLite would have dropped is read again. */
export function resealed(bytes: Buffer, log: SqliteLog, frames: readonly number[]): Buffer {
  const spans = frames.map((number) =>
    bytes.subarray(frameOffset(number - 1, log), frameOffset(number, log)),
  );
  const whole = Buffer.concat([bytes.subarray(0, headerBytes), ...spans]);
  const sums = new Sums(whole);
  sums.add(0, 24);
  for (let at = headerBytes; at < whole.length; at += frameHeaderBytes + log.pageSize) {
    whole.writeUInt32BE(log.salts[0], at + 8);
    whole.writeUInt32BE(log.salts[1], at + 12);
    sums.add(at, 8);
    sums.add(at + frameHeaderBytes, log.pageSize);
    sums.writeAt(at + 16);
  }
  return whole;
}

/** The running checksum: words are read in the byte order that the log's magic number names, and written in the network's. */
class Sums {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #isLittleEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#isLittleEndian = bytes.readUInt32BE(0) === magic;
  }

  continueFrom(at: number): void {
    this.#first = this.#bytes.readUInt32BE(at);
    this.#second = this.#bytes.readUInt32BE(at + 4);
  }

  add(from: number, length: number): void {
    let [first, second] = [this.#first, this.#second];
    for (let at = from; at < from + length; at += 8) {
      first = (first + this.#view.getUint32(at, this.#isLittleEndian) + second) >>> 0;
      second = (second + this.#view.getUint32(at + 4, this.#isLittleEndian) + first) >>> 0;
    }
    this.#first = first;
    this.#second = second;
  }

  equalAt(at: number): boolean {
    return this.#bytes.readUInt32BE(at) === this.#first && this.#bytes.readUInt32BE(at + 4) === this.#second;
  }

  writeAt(at: number): void {
    this.#bytes.writeUInt32BE(this.#first, at);
    this.#bytes.writeUInt32BE(this.#second, at + 4);
  }
}
