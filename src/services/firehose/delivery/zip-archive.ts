// A ZIP archive of one file. It is packed off the thread, as an object may have 128 MB.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3 and 4.4

import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import { inSlices } from "../../../time/time-slice.ts";

const deflate = promisify(deflateRaw);
/** Of version 2.0, which has folders and deflation. */
const version = 20;
const utf8Name = 0x0800;
const deflated = 8;
/** 1980-01-01, the first day that there is: the time of an archive is that of its object. */
const firstDay = 0x21;

export async function zipArchive(name: string, bytes: Buffer): Promise<Buffer> {
  const packed = await deflate(bytes);
  const path = Buffer.from(name);
  /** What both headers say of the file. */
  const about = Buffer.alloc(26);
  about.writeUInt16LE(version, 0);
  about.writeUInt16LE(utf8Name, 2);
  about.writeUInt16LE(deflated, 4);
  about.writeUInt16LE(firstDay, 8);
  about.writeUInt32LE(await inSlices(checksumOf(bytes)), 10);
  about.writeUInt32LE(packed.length, 14);
  about.writeUInt32LE(bytes.length, 18);
  about.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([signature(0x04034b50), about, path, packed]);
  const directory = Buffer.concat([
    signature(0x02014b50),
    // Made by the version that is needed to read it; and no comment, no attributes, at the beginning.
    about.subarray(0, 2),
    about,
    Buffer.alloc(14),
    path,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, directory, signature(0x06054b50), end]);
}

const summedAtOnce = 4 * 1024 * 1024;

function* checksumOf(bytes: Buffer): Generator<void, number> {
  let checksum = 0;
  for (let at = 0; at < bytes.length; at += summedAtOnce) {
    checksum = crc32(bytes.subarray(at, at + summedAtOnce), checksum);
    yield;
  }
  return checksum;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
