// CloudWatch through its door, beside logs, on a clock that the test moves; what its alarms do is kept in a list.

import { localIdentity } from "../../../../src/aws/arn.ts";
import { type DeliveryRequest, delivered } from "../../../../src/aws/delivery.ts";
import type { ServiceApi, WireObject } from "../../../../src/aws/wire/operation.ts";
import type { CloudWatch } from "../../../../src/services/cloudwatch/cloudwatch.ts";
import { cloudwatch } from "../../../../src/services/cloudwatch/service.ts";
import { CloudWatchLogs } from "../../../../src/services/logs/cloudwatch-logs.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

export interface OpenDoor {
  readonly clock: VirtualClock;
  readonly logs: CloudWatchLogs;
  readonly api: ServiceApi;
  /** What went to others, but for events to the default bus. */
  readonly acted: DeliveryRequest[];
  call(operation: string, request?: WireObject): Promise<WireObject>;
  close(): Promise<void>;
}

/** With logs of before, which have a clock of their own, or new ones. */
export async function openDoor(
  start: number,
  directory?: string,
  earlier?: CloudWatchLogs,
): Promise<OpenDoor> {
  const clock = new VirtualClock(start);
  const logs = earlier ?? new CloudWatchLogs({ clock, identity: localIdentity });
  const acted: DeliveryRequest[] = [];
  const service: CloudWatch = await cloudwatch.open({
    ...{ clock, identity: localIdentity, logs, folder: () => directory, repair: undefined },
    router: {
      async deliver(request) {
        if (!request.arn.includes(":event-bus/")) acted.push(request);
        return delivered;
      },
      isServed: () => true,
      reaches: () => true,
      targetOf: () => {
        throw new Error("no target is asked for");
      },
    },
    onFault(fault) {
      throw fault;
    },
  });
  const api = cloudwatch.apis?.cloudwatch?.(service);
  if (api === undefined) throw new Error("no API");
  return {
    ...{ clock, logs, api, acted },
    async call(operation, request = {}) {
      const answer = await api.operations[operation]?.(request, { requestId: "request", host: "localhost" });
      if (answer === undefined) throw new Error(`no operation ${operation}`);
      return answer;
    },
    async close() {
      await cloudwatch.stop?.(service);
      await cloudwatch.close?.(service);
    },
  };
}
