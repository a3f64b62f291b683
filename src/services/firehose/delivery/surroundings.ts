// What delivering takes of the region.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { ObjectSink } from "../../../aws/object-sink.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import type { Clock } from "../../../time/clock.ts";
import type { House } from "../../house.ts";
import type { AccessGuard } from "../../permissions.ts";
import type { CountForStream } from "../published-metrics.ts";
import type { DeliveryStream } from "../streams/delivery-stream.ts";
import type { LoggingOptions } from "../streams/destination-shapes.ts";

export interface DeliverySurroundings {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly buckets: ObjectSink;
  readonly deliver: House["router"]["deliver"];
  readonly access: AccessGuard | undefined;
  readonly logs: LogSink;
  readonly count: CountForStream;
  /** Told of a fault of ours. */
  readonly fault: (fault: unknown) => void;
}

export interface DeliveryProblem {
  readonly destination: string;
  readonly errorCode: string;
  readonly message: string;
}

/** Tells of an error where the destination wants it told, and else where the region tells of what goes nowhere. */
export function tellProblem(
  { logs, clock }: Pick<DeliverySurroundings, "logs" | "clock">,
  stream: DeliveryStream,
  options: LoggingOptions | undefined,
  { destination, errorCode, message }: DeliveryProblem,
): void {
  const text = JSON.stringify({
    deliveryStreamARN: stream.arn,
    destination,
    deliveryStreamVersionId: stream.version,
    ...{ message, errorCode },
  });
  const { Enabled = false, LogGroupName: group = "", LogStreamName: logStream = "" } = options ?? {};
  const isWanted = Enabled && group !== "" && logStream !== "";
  logs.append(isWanted ? group : "/millrace/deliverystreams", isWanted ? logStream : stream.name, [
    { timestamp: clock.now(), message: text },
  ]);
}

/** In whose name something is done for a stream. */
export function inRole(stream: DeliveryStream, roleArn: string): RoleCaller {
  return {
    roleArn,
    sessionName: stream.name.slice(0, 64),
    via: { service: "firehose.amazonaws.com", sourceArn: stream.arn },
  };
}
