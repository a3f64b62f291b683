// What distributed Maps read and write: the region's objects, in the name of the machine's role.

import type { ExecutionIdentity } from "../../../engine/execution-identity.ts";
import type { AccessGuard } from "../../permissions.ts";
import type { ExecutionRecord } from "../executions/execution-record.ts";
import { endedExecution } from "../executions/nested-executions.ts";
import type { EndedChild } from "./datasets/child-result.ts";
import type { ObjectStore } from "./datasets/object-store.ts";
import { ItemReading } from "./datasets/read-items.ts";
import { writeResults } from "./datasets/write-results.ts";
import type { Datasets } from "./distributed-maps.ts";

export function createDatasets(objects: ObjectStore, access?: AccessGuard): Datasets {
  const objectsFor = (execution: ExecutionIdentity) =>
    access === undefined ? objects : objectsInRole(objects, access, execution);
  return {
    reading: (execution) => new ItemReading(objectsFor(execution)),
    writeResults: (writer, { execution, mapRunArn, children }) =>
      writeResults(objectsFor(execution), writer, {
        mapRunArn,
        children: endedChildren(children),
      }),
  };
}

async function* endedChildren(records: AsyncIterable<ExecutionRecord>): AsyncGenerator<EndedChild> {
  for await (const record of records) yield { ...endedExecution(record), redriveCount: record.redriveCount };
}

/** Whatever the role may not is refused as S3 refuses it. */
function objectsInRole(
  objects: ObjectStore,
  access: AccessGuard,
  { roleArn, name, stateMachineArn }: ExecutionIdentity,
): ObjectStore {
  const via = { service: "states.amazonaws.com", sourceArn: stateMachineArn };
  const caller = { roleArn, sessionName: name.slice(0, 64), via };
  const check = (
    operation: string,
    request: { readonly Bucket: string; readonly Key?: string },
    isWished = false,
  ) => access.check({ service: "s3", operation, request, caller, isWished });
  return {
    async putObject(put) {
      const object = { Bucket: put.bucket, Key: put.key };
      check("PutObject", object);
      // AWS writes in parts, which it may have to find again or take away.
      for (const operation of ["GetObject", "ListParts", "AbortMultipartUpload"])
        check(operation, object, true);
      return objects.putObject(put);
    },
    async getObject(bucket, key) {
      check("GetObject", { Bucket: bucket, Key: key });
      return objects.getObject(bucket, key);
    },
    openObject(bucket, key) {
      check("GetObject", { Bucket: bucket, Key: key });
      return objects.openObject(bucket, key);
    },
    listObjects(bucket, request) {
      check("ListObjectsV2", { Bucket: bucket });
      return objects.listObjects(bucket, request);
    },
  };
}
