// Reads what an environment's processes print: records of our bootstraps, in their order, and lines on stdout and stderr. However much it
// is, the region takes it at a bearable pace, and whoever prints faster waits.

import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { rawKind, recordHeaderBytes } from "../environment/log-record.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

/** One that is longer is no record; those of our own are at most a MiB of text. */
const longestRecordBytes = 4 * 1024 * 1024;
/** Of a Date. */
const latestTime = 8.64e15;
/** A line that does not end is cut here. */
const longestLine = 1024 * 1024;
/** The pause after each chunk that nobody keeps, and after one that took long to read. */
const pauseMs = 5;
const longestReadMs = 1;
/** The last words of a process without memory: V8's, and those of C++. */
const lastWords = /out of memory|Allocation failed|std::bad_alloc/;

export class LogIntake {
  /** The process has said that it has no memory left. */
  isOutOfMemory = false;
  readonly #log: EnvironmentLog;
  readonly #broken: (reason: string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #received = 0;
  #awaited: { readonly bytes: number; readonly then: () => void } | undefined;
  readonly #raw: LineSplitter;

  constructor(process: RuntimeProcess, log: EnvironmentLog, broken: (reason: string) => void) {
    this.#log = log;
    this.#broken = broken;
    this.#raw = new LineSplitter((line, at) => log.print(at, line));
    this.#take(process.log, (chunk) => this.#readRecords(chunk));
    for (const stream of process.output) this.#takeLines(stream);
  }

  /** Calls once so many bytes of records have come since the process started. */
  whenReceived(bytes: number, then: () => void): void {
    if (this.#received >= bytes) then();
    else this.#awaited = { bytes, then };
  }

  /** Lines that were not ended. */
  finish(): void {
    this.#raw.end();
  }

  #takeLines(stream: Readable): void {
    const decoder = new StringDecoder("utf8");
    const lines = new LineSplitter((line, at) => {
      if (lastWords.test(line)) this.isOutOfMemory = true;
      this.#log.print(at, line);
    });
    this.#take(stream, (chunk) => {
      if (this.#log.isFull) this.#log.drop(chunk.length);
      else lines.write(decoder.write(chunk), Date.now());
    });
    stream.on("end", () => lines.end(Date.now()));
  }

  #take(stream: Readable, read: (chunk: Buffer) => void): void {
    stream.on("data", (chunk: Buffer) => {
      const startedAt = performance.now();
      read(chunk);
      const tookMs = performance.now() - startedAt;
      if (!this.#log.isFull && tookMs < longestReadMs) return;
      stream.pause();
      setTimeout(() => stream.resume(), Math.max(pauseMs, tookMs));
    });
  }

  #readRecords(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + recordHeaderBytes <= bytes.length) {
      const length = bytes.readUInt32LE(at);
      if (length > longestRecordBytes) {
        this.#rest = Buffer.alloc(0);
        this.#broken("something else than the runtime writes to the runtime's log");
        return;
      }
      const textAt = at + recordHeaderBytes;
      if (textAt + length > bytes.length) break;
      this.#readRecord(bytes, at, length);
      at = textAt + length;
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
    this.#received += chunk.length;
    if (this.#awaited !== undefined && this.#received >= this.#awaited.bytes) {
      const { then } = this.#awaited;
      this.#awaited = undefined;
      then();
    }
  }

  #readRecord(bytes: Buffer, at: number, length: number): void {
    const told = bytes.readDoubleLE(at + 5);
    // A handler that finds the file may write any number.
    const timestamp = told > 0 && told <= latestTime ? told : Date.now();
    const textAt = at + recordHeaderBytes;
    const text = bytes.toString("utf8", textAt, textAt + length);
    if (bytes[at + 4] === rawKind) this.#raw.write(text, timestamp);
    else {
      this.#raw.end(timestamp);
      this.#log.print(timestamp, text);
    }
  }
}

class LineSplitter {
  readonly #line: (line: string, at: number) => void;
  #partial = "";

  constructor(line: (line: string, at: number) => void) {
    this.#line = line;
  }

  write(text: string, at: number): void {
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (line !== "") this.#line(line, at);
    if (this.#partial.length > longestLine) this.end(at);
  }

  end(at?: number): void {
    if (this.#partial === "") return;
    this.#line(this.#partial, at ?? Date.now());
    this.#partial = "";
  }
}
