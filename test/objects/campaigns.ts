// What buckets must bear: an object larger than memory, many uploads at once, a disk that is full. Each campaign tells what it found, and
// throws what must not be.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { RegionProcess } from "./region-process.ts";

const Bucket = "campaign";
const mebibyte = 1024 * 1024;
/** In MiB, all that is resident of the region's process. */
const mostMemory = 200;

export type Tell = (what: string) => void;

/** In parts, four at a time; read again in one stream. */
export async function largeObject(folder: string, mebibytes: number, tell: Tell): Promise<void> {
  const region = await RegionProcess.start(folder);
  try {
    const { client } = region;
    await client.send(new CreateBucketCommand({ Bucket }));
    const Key = "large";
    const partBytes = 16 * mebibyte;
    const count = Math.ceil((mebibytes * mebibyte) / partBytes);
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
    const began = performance.now();
    await eachOf(count, 4, async (index) => {
      const PartNumber = index + 1;
      const Body = partOf(index, partBytes);
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    });
    Parts.sort((a, b) => a.PartNumber - b.PartNumber);
    const MultipartUpload = { Parts };
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    const seconds = (performance.now() - began) / 1000;
    tell(`${mebibytes} MiB in ${count} parts: ${(mebibytes / seconds).toFixed(0)} MiB/s`);
    tell(`memory of the region after it was written: ${region.peakMemory ?? "unknown"} MiB at most`);
    await checkLarge(region, Key, count, partBytes);
    checkMemory(region, tell);
  } finally {
    await region.stop();
  }
}

async function checkLarge(
  region: RegionProcess,
  Key: string,
  count: number,
  partBytes: number,
): Promise<void> {
  const { Body, ContentLength } = await region.client.send(new GetObjectCommand({ Bucket, Key }));
  const [read, written] = [createHash("md5"), createHash("md5")];
  for await (const piece of Body as AsyncIterable<Uint8Array>) read.update(piece);
  for (let index = 0; index < count; index += 1) written.update(partOf(index, partBytes));
  const isSame = read.digest("hex") === written.digest("hex");
  if (!isSame || ContentLength !== count * partBytes) throw new Error("The object is not what was sent");
}

function partOf(index: number, bytes: number): Buffer {
  return Buffer.alloc(bytes, createHash("sha512").update(`part ${index}`).digest());
}

/** Each upload is read again after the region was killed. */
export async function manyUploads(folder: string, count: number, tell: Tell): Promise<void> {
  const bodyOf = (index: number) => partOf(index, 2 * mebibyte + index);
  const region = await RegionProcess.start(folder);
  try {
    await region.client.send(new CreateBucketCommand({ Bucket }));
    await eachOf(count, count, async (index) => {
      const Key = `many/${index}`;
      await region.client.send(new PutObjectCommand({ Bucket, Key, Body: bodyOf(index) }));
    });
    checkMemory(region, tell);
  } finally {
    await region.stop("SIGKILL");
  }
  const again = await RegionProcess.start(folder);
  try {
    await eachOf(count, 10, async (index) => {
      const { Body } = await again.client.send(new GetObjectCommand({ Bucket, Key: `many/${index}` }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      if (!bytes.equals(bodyOf(index))) throw new Error(`many/${index} is not what was acknowledged`);
    });
    tell(`${count} uploads at once, all there after the region was killed`);
  } finally {
    await again.stop();
  }
}

/** Whether a small file system can be made here. */
export function canMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0;
}

/** On a file system of 48 MiB: what does not fit is refused, what does is taken, before and after. */
export async function fullDisk(folder: string, tell: Tell): Promise<void> {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", folder]);
  try {
    await fill(folder, tell);
  } finally {
    execFileSync("umount", [folder]);
  }
}

async function fill(folder: string, tell: Tell): Promise<void> {
  const region = await RegionProcess.start(folder);
  const { client } = region;
  const put = (Key: string, bytes: number) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(bytes, Key) }));
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
    await put("kept", 20 * mebibyte);
    const refusal = await put("too large", 60 * mebibyte).then(
      () => undefined,
      (thrown: { name: string; $metadata?: { httpStatusCode?: number } }) => thrown,
    );
    if (refusal?.$metadata?.httpStatusCode !== 500)
      throw new Error(`An upload that does not fit was answered by ${refusal?.name ?? "success"}`);
    tell(`an upload that does not fit: ${refusal.name}, status 500`);
    // What there was of it is gone again.
    await put("after", 10 * mebibyte);
    if (readdirSync(join(folder, "objects", ".blobs")).length !== 2) throw new Error("There are leftovers");
    await client.send(new DeleteObjectCommand({ Bucket, Key: "kept" }));
    await put("in its place", 25 * mebibyte);
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    const keys = Contents.map(({ Key }) => Key).join(", ");
    if (keys !== "after, in its place") throw new Error(`There are ${keys}`);
    if (!region.isUp) throw new Error("The region ended");
    tell("the region goes on, with what fits");
  } finally {
    await region.stop();
  }
}

function checkMemory({ idleMemory, peakMemory }: RegionProcess, tell: Tell): void {
  if (peakMemory === undefined || idleMemory === undefined) return;
  tell(`memory of the region: ${idleMemory} MiB idle, ${peakMemory} MiB at most`);
  if (peakMemory > mostMemory)
    throw new Error(`The region took ${peakMemory} MiB of memory, of which it may take ${mostMemory}`);
}

/** So many at once. */
async function eachOf(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
