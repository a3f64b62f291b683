// What a stream costs in its two modes.

import { shardsFor } from "./scale.ts";
import type { Usage } from "./usage.ts";
import type { Workload } from "./workload.ts";

const kb = 1024;
const gb = 2 ** 30;
const putUnitBytes = 25 * kb;

/** Of a stream in either mode. On demand, records are rounded up to 1 KB on their way in, and not on their way out. */
export function streamUsage(workload: Workload, hours: number): readonly Usage[] {
  const service = "Kinesis";
  const records = workload.recordsPerSecond * hours * 3600;
  const { bytes } = workload;
  if (workload.stream === "provisioned") {
    return [
      { service, price: "shardHour", quantity: shardsFor(workload) * hours },
      { service, price: "putPayloadUnit", quantity: records * Math.ceil(bytes / putUnitBytes) },
    ];
  }
  return [
    { service, price: "onDemandStreamHour", quantity: hours },
    { service, price: "onDemandIn", quantity: (records * Math.ceil(bytes / kb) * kb) / gb },
    { service, price: "onDemandOut", quantity: (records * bytes) / gb },
  ];
}
