// Checksums of S3 by boto3, which makes and verifies those of CRC32C and CRC64NVME with AWS's common runtime, where both are installed.

import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";
import { clientEnvironment } from "../support/client-environment.ts";
import { isInstalled } from "../support/installed.ts";

const run = promisify(execFile);
const isThere = spawnSync("python3", ["-c", "import boto3, awscrt"]).status === 0;
const hasBoto = isInstalled("boto3 with botocore[crt]", isThere);
/** Clients in Python take seconds to start on a machine that others use. */
const patience = 300_000;

let served: ServedRegion;
beforeAll(async () => {
  served = await serveRegion();
});
afterAll(() => served.close());

/** Each object is read with its checksum looked at by the client; those in parts have two. */
const program = `
import boto3, json
s3 = boto3.client("s3")
s3.create_bucket(Bucket="sums")
told = {}
for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
    member = "Checksum" + algorithm
    at = dict(Bucket="sums", Key=algorithm)
    whole = s3.put_object(**at, Body=b"123456789", ChecksumAlgorithm=algorithm)
    got = s3.get_object(**at, ChecksumMode="ENABLED")
    assert got["Body"].read() == b"123456789" and got[member] == whole[member]
    upload = s3.create_multipart_upload(**at, ChecksumAlgorithm=algorithm)
    of = dict(**at, UploadId=upload["UploadId"])
    parts = []
    for number, body in enumerate([b"x" * 5242880, b"123456789"], 1):
        part = s3.upload_part(**of, PartNumber=number, Body=body, ChecksumAlgorithm=algorithm)
        parts.append({"PartNumber": number, "ETag": part["ETag"], member: part[member]})
    done = s3.complete_multipart_upload(**of, MultipartUpload={"Parts": parts})
    got = s3.get_object(**at, ChecksumMode="ENABLED")
    assert len(got["Body"].read()) == 5242889 and got[member] == done[member]
    told[algorithm] = [whole[member], parts[1][member], done["ChecksumType"]]
print(json.dumps(told))
`;

/** What each algorithm makes of the text 123456789, as its definition gives it for a check. */
const ofCheck = {
  CRC32: "y/Q5Jg==",
  CRC32C: "4waSgw==",
  CRC64NVME: "rosUhgp5mIg=",
  SHA1: "98O8HYCOBHMq32eZZczDTKeuNEE=",
  SHA256: "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
};

(hasBoto ? test : test.skip)(
  "objects and parts with checksums of every kind",
  async () => {
    const { stdout } = await run("python3", ["-c", program], { env: clientEnvironment(served.server.url) });
    expect(JSON.parse(stdout)).toEqual(
      Object.fromEntries(
        Object.entries(ofCheck).map(([algorithm, value]) => [
          algorithm,
          [value, value, algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE"],
        ]),
      ),
    );
  },
  patience,
);
