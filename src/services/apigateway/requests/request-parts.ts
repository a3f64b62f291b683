// What requests to APIs are answered by.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { Clock } from "../../../time/clock.ts";
import type { AccessGuard } from "../../permissions.ts";
import type { Issuers } from "../tokens/issuers.ts";
import type { FindApi } from "./aws-backend.ts";
import type { Functions } from "./function-backend.ts";

export interface RequestParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where the region is found, such as `127.0.0.1:4566`. */
  readonly host: string;
  readonly functions: Functions;
  readonly findApi: FindApi;
  readonly metrics: MetricSink;
  readonly logs: LogSink;
  readonly issuers: Issuers;
  /** @default permissions are not looked at */
  readonly access?: AccessGuard | undefined;
  /** Told of requests that are handed to nobody. @default nobody */
  readonly onWarning?: ((message: string) => void) | undefined;
}
