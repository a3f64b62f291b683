// What distributed Maps read and write: the region's objects.

import { readItems } from "../integrations/datasets/read-items.ts";
import { writeResults } from "../integrations/datasets/write-results.ts";
import type { Objects } from "../objects/objects.ts";
import type { Datasets } from "../states/distributed-maps.ts";
import { endedExecution } from "./nested-executions.ts";

export function createDatasets(objects: Objects): Datasets {
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
