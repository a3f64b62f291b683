// Lambda: functions whose handlers run in environments of this process, their invocations, logs and concurrency.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { lambdaApi } from "./api.ts";
import { FunctionHost } from "./function-host.ts";
import { lambdaFunction, lambdaPermission } from "./resources.ts";
import { functionTarget } from "./targets.ts";

export interface LambdaNeeds extends Pick<House, "clock" | "identity" | "endpoint"> {
  readonly logs: LogSink;
  readonly cloudwatch: { readonly metrics: MetricSink };
  readonly xray: { readonly daemon: { readonly address: string } };
}

export const lambda: ServiceDoor<"lambda", LambdaNeeds, FunctionHost> = {
  name: "lambda",
  open: ({ clock, identity, endpoint, logs, cloudwatch, xray }) =>
    new FunctionHost({
      clock,
      identity,
      logs,
      metrics: cloudwatch.metrics,
      endpointUrl: () => endpoint,
      traceDaemon: xray.daemon.address,
    }),
  apis: { lambda: lambdaApi },
  kinds: [lambdaFunction, lambdaPermission],
  targets: [functionTarget],
  close: (functions) => functions.close(),
};
