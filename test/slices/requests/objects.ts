// Objects, and lists of them.

import { digested, each, type LargeRequest, times, told } from "./large-request.ts";

export const objects: readonly LargeRequest[] = [
  {
    name: "S3 PutObject of 100 MB",
    prepare: (target) => target.request("PUT", "/large"),
    ask: (target) => told(target.request("PUT", "/large/object", { body: Buffer.alloc(100_000_000, 7) })),
  },
  {
    name: "S3 PutObject of 50 MB with a checksum",
    ask: (target) =>
      told(
        target.request("PUT", "/large/summed", {
          headers: { "x-amz-sdk-checksum-algorithm": "SHA256" },
          body: Buffer.alloc(50_000_000, 7),
        }),
      ),
  },
  {
    name: "S3 GetObject of 100 MB",
    ask: (target) => told(target.request("GET", "/large/object")),
  },
  {
    name: "S3 CopyObject of 100 MB",
    ask: (target) =>
      told(target.request("PUT", "/large/copy", { headers: { "x-amz-copy-source": "/large/object" } })),
  },
  {
    name: "S3 ListObjectsV2 of 5,000 with a delimiter",
    prepare: (target) => each(5_000, (at) => target.request("PUT", `/large/many/${at}/x`, { body: "x" })),
    ask: (target) => told(target.request("GET", "/large?list-type=2&delimiter=/&prefix=many/")),
  },
  {
    name: "S3 DeleteObjects of 1,000",
    ask: (target) =>
      told(
        target.request(
          "POST",
          "/large?delete",
          digested(
            `<Delete>${times(1000, (at) => `<Object><Key>many/${at}/x</Key></Object>`).join("")}</Delete>`,
          ),
        ),
      ),
  },
];
