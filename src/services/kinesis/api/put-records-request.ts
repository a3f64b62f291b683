// The JSON of PutRecords, read by hand: parsing it makes a text of each record's data, of which then bytes are made, and that takes longer
// than all else that is done with a record. What is not as every client writes it is left to the parser.

import { isAscii } from "node:buffer";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { EncodedData } from "../records/encoded-data.ts";
import type { ProducerRecord } from "../records/producer-record.ts";

/** A body that is longer takes so long to copy that it is parsed in pieces. */
const longestBody = 1024 * 1024;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [space, tab, lineFeed, carriageReturn] = [0x20, 0x09, 0x0a, 0x0d];

const names = {
  data: Buffer.from('"Data"'),
  partitionKey: Buffer.from('"PartitionKey"'),
  explicitHashKey: Buffer.from('"ExplicitHashKey"'),
  records: Buffer.from('"Records"'),
  streamName: Buffer.from('"StreamName"'),
  streamArn: Buffer.from('"StreamARN"'),
};

/** The records of a request that was read by hand, each with its key and its data. */
export class ReadRecords {
  readonly records: readonly ProducerRecord[];

  constructor(records: readonly ProducerRecord[]) {
    this.records = records;
  }
}

/** Undefined for what is left to the parser: escapes, other letters than ASCII's, other members, what is missing, and what is no JSON. */
export function readPutRecords(body: Buffer): WireObject | undefined {
  if (body.length > longestBody || !isAscii(body) || body.includes(backslash)) return undefined;
  return new RequestReader(body).request();
}

class RequestReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  request(): WireObject | undefined {
    let [streamName, streamArn]: (string | undefined)[] = [];
    let records: readonly ProducerRecord[] | undefined;
    if (!this.#is(openBrace)) return undefined;
    do {
      if (this.#isNamed(names.records)) records = this.#records();
      else if (this.#isNamed(names.streamName)) streamName = this.#shortText();
      else if (this.#isNamed(names.streamArn)) streamArn = this.#shortText();
      else return undefined;
    } while (this.#is(comma));
    if (!this.#is(closeBrace) || records === undefined) return undefined;
    this.#skipSpace();
    if (this.#at !== this.#body.length) return undefined;
    return { StreamName: streamName, StreamARN: streamArn, Records: new ReadRecords(records) };
  }

  #records(): readonly ProducerRecord[] | undefined {
    const records: ProducerRecord[] = [];
    if (!this.#is(openBracket)) return undefined;
    do {
      const record = this.#record();
      if (record === undefined) return undefined;
      records.push(record);
    } while (this.#is(comma));
    return this.#is(closeBracket) ? records : undefined;
  }

  #record(): ProducerRecord | undefined {
    let [data, partitionKey, explicitHashKey]: (string | undefined)[] = [];
    if (!this.#is(openBrace)) return undefined;
    do {
      if (this.#isNamed(names.data)) data = this.#longText();
      else if (this.#isNamed(names.partitionKey)) partitionKey = this.#shortText();
      else if (this.#isNamed(names.explicitHashKey)) explicitHashKey = this.#shortText();
      else return undefined;
    } while (this.#is(comma));
    if (!this.#is(closeBrace) || data === undefined || partitionKey === undefined) return undefined;
    return { partitionKey, data: new EncodedData(data), explicitHashKey };
  }

  /** Whether a member of this name comes next. Its value stands behind it then. */
  #isNamed(name: Buffer): boolean {
    this.#skipSpace();
    const body = this.#body;
    const start = this.#at;
    for (let at = 0; at < name.length; at++) if (body[start + at] !== name[at]) return false;
    this.#at = start + name.length;
    return this.#is(colon);
  }

  /** In which the next quote is looked for by the fastest means. */
  #longText(): string | undefined {
    if (!this.#is(quote)) return undefined;
    const start = this.#at;
    const end = this.#body.indexOf(quote, start);
    return end === -1 ? undefined : this.#textUpTo(end);
  }

  /** Of few characters, each of which is looked at. */
  #shortText(): string | undefined {
    if (!this.#is(quote)) return undefined;
    const body = this.#body;
    let end = this.#at;
    for (; body[end] !== quote; end++) if ((body[end] ?? 0) < space) return undefined;
    return this.#textUpTo(end);
  }

  /** Each is a text of its own: a part of one text of the whole would hold all of that, which is dear to make. */
  #textUpTo(end: number): string {
    const text = this.#body.toString("latin1", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  /** Whether this comes next; what follows it comes next then. */
  #is(byte: number): boolean {
    if (this.#body[this.#at] !== byte) {
      this.#skipSpace();
      if (this.#body[this.#at] !== byte) return false;
    }
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    const body = this.#body;
    for (; ; this.#at++) {
      const byte = body[this.#at];
      if (byte !== space && byte !== lineFeed && byte !== carriageReturn && byte !== tab) return;
    }
  }
}
