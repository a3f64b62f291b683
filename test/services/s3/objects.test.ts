// S3 through its own client: any key and any bytes come back as they were put; lists page; mistakes are named.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  SelectObjectContentCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { s3Api } from "../../../src/services/s3/api/api.ts";
import { Objects } from "../../../src/services/s3/objects.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

const Bucket = "readings";
let folder: string;
let server: SdkServer;
let client: S3Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "objects-"));
  server = await serve(s3Api(await Objects.open({ directory: folder, clock: systemClock })));
  client = new S3Client({ ...server.clientConfiguration, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(folder, { recursive: true });
  expect(server.faults).toEqual([]);
});

const put = (Key: string, Body: string | Uint8Array) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));
const get = async (Key: string, Range?: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

describe("an object", () => {
  test("comes back as it was put, whatever its key and its bytes are", async () => {
    // A path cannot spell the keys "." and "..", nor an empty step.
    const key = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .filter((text) => !/^\/|\/\/|(^|\/)\.{1,2}(\/|$)/.test(text));
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 2000 }), async (Key, bytes) => {
        await put(Key, bytes);
        expect(await get(Key)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 50 },
    );
  });

  test("keeps what was said of it", async () => {
    const Metadata = { station: "cape" };
    await client.send(
      new PutObjectCommand({ Bucket, Key: "a.json", Body: "{}", ContentType: "application/json", Metadata }),
    );
    expect(await client.send(new HeadObjectCommand({ Bucket, Key: "a.json" }))).toMatchObject({
      ContentLength: 2,
      ContentType: "application/json",
      Metadata,
      ETag: '"99914b932bd37a50b983c5e7c90ae93b"',
      LastModified: expect.any(Date),
    });
  });

  test("is read in part", async () => {
    await put("digits", "0123456789");
    expect((await get("digits", "bytes=2-4")).toString()).toBe("234");
    expect((await get("digits", "bytes=-3")).toString()).toBe("789");
    expect((await get("digits", "bytes=8-")).toString()).toBe("89");
    await expect(get("digits", "bytes=10-")).rejects.toMatchObject({ name: "InvalidRange" });
  });

  test("may come as a stream, in chunks with a checksum behind them", async () => {
    const Body = Readable.from([Buffer.from("one "), Buffer.from("two")]);
    await client.send(new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: 7 }));
    expect((await get("stream")).toString()).toBe("one two");
  });

  test("may come in parts", async () => {
    const Key = "large";
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts = [];
    // Only the last may be small.
    const first = "first ".padStart(5 * 1024 * 1024);
    for (const [index, Body] of [first, "second"].entries()) {
      const PartNumber = index + 1;
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    }
    const completed = await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect((await get(Key, "bytes=-12")).toString()).toBe("first second");
  });

  test("is copied and deleted", async () => {
    await put("from", "x");
    await client.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource: `${Bucket}/from` }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "from" }));
    expect((await get("to")).toString()).toBe("x");
    await expect(get("from")).rejects.toMatchObject({ name: "NoSuchKey" });
  });
});

describe("a list", () => {
  beforeAll(async () => {
    await client.send(new CreateBucketCommand({ Bucket: "lists" }));
    for (const Key of ["a/1", "a/2", "b/1", "c", "d e&f"]) {
      await client.send(new PutObjectCommand({ Bucket: "lists", Key, Body: Key }));
    }
  });

  test("comes in pages, in the order of the keys", async () => {
    const keys: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: "lists", MaxKeys: 2, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(keys).toEqual(["a/1", "a/2", "b/1", "c", "d e&f"]);
  });

  test("tells keys of a folder as one", async () => {
    const { Contents, CommonPrefixes } = await client.send(
      new ListObjectsV2Command({ Bucket: "lists", Delimiter: "/" }),
    );
    expect(CommonPrefixes).toEqual([{ Prefix: "a/" }, { Prefix: "b/" }]);
    expect(Contents).toMatchObject([{ Key: "c", Size: 1 }, { Key: "d e&f" }]);
  });

  test("of a prefix holds what begins with it", async () => {
    const { Contents, KeyCount } = await client.send(
      new ListObjectsV2Command({ Bucket: "lists", Prefix: "a/" }),
    );
    expect([Contents?.length, KeyCount]).toEqual([2, 2]);
  });
});

describe("a bucket", () => {
  test("is created, listed, emptied and deleted", async () => {
    await client.send(new CreateBucketCommand({ Bucket: "short-lived" }));
    await client.send(new CreateBucketCommand({ Bucket: "short-lived" }));
    await client.send(new PutObjectCommand({ Bucket: "short-lived", Key: "k", Body: "x" }));
    const remove = () => client.send(new DeleteBucketCommand({ Bucket: "short-lived" }));
    await expect(remove()).rejects.toMatchObject({ name: "BucketNotEmpty" });
    await client.send(
      new DeleteObjectsCommand({ Bucket: "short-lived", Delete: { Objects: [{ Key: "k" }] } }),
    );
    await remove();
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).not.toContain("short-lived");
  });

  const refused: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["NoSuchBucket", () => client.send(new ListObjectsV2Command({ Bucket: "nowhere" }))],
    ["NoSuchBucket", () => client.send(new PutObjectCommand({ Bucket: "nowhere", Key: "k", Body: "x" }))],
    ["InvalidBucketName", () => client.send(new CreateBucketCommand({ Bucket: "Capitals" }))],
    ["KeyTooLongError", () => put("k".repeat(1025), "")],
    [
      "NoSuchUpload",
      () =>
        client.send(new UploadPartCommand({ Bucket, Key: "k", UploadId: "none", PartNumber: 1, Body: "x" })),
    ],
    ...["", "zz", "a b", "a=b=", "made-up"].flatMap((ContinuationToken): typeof refused => [
      ["InvalidArgument", () => client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))],
      ...(ContinuationToken === ""
        ? []
        : [["InvalidArgument", () => client.send(new ListBucketsCommand({ ContinuationToken }))] as const]),
    ]),
  ];
  test("is told by name what is not there", async () => {
    const select = new SelectObjectContentCommand({
      ...{ Bucket, Key: "kept", ExpressionType: "SQL", Expression: "SELECT * FROM S3Object" },
      ...{ InputSerialization: { JSON: { Type: "LINES" } }, OutputSerialization: { JSON: {} } },
    });
    await expect(client.send(select)).rejects.toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("SelectObjectContent"),
      $metadata: { httpStatusCode: 501 },
    });
  });

  test.each(refused)("refuses with %s", async (name, ask) => {
    await expect(ask()).rejects.toMatchObject({ name });
  });
});

test("what was put is there again after a restart", async () => {
  await put("kept", "safe");
  const again = await Objects.open({ directory: folder, clock: systemClock });
  expect((await again.getObject(Bucket, "kept")).bytes.toString()).toBe("safe");
  expect(again.buckets).toEqual(["lists", Bucket]);
});
