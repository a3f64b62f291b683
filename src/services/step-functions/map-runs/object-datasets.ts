// What distributed Maps read and write: the region's objects.

import { endedExecution } from "../executions/nested-executions.ts";
import type { ObjectStore } from "./datasets/object-store.ts";
import { readItems } from "./datasets/read-items.ts";
import { writeResults } from "./datasets/write-results.ts";
import type { Datasets } from "./distributed-maps.ts";

export function createDatasets(objects: ObjectStore): Datasets {
  return {
    readItems: (reader) => readItems(objects, reader),
    writeResults: (writer, { mapRunArn, children }) =>
      writeResults(objects, writer, {
        mapRunArn,
        children: children.map((record) => ({
          ...endedExecution(record),
          redriveCount: record.redriveCount,
        })),
      }),
  };
}
