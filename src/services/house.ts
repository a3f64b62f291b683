// What every service can have of the region that it is opened in.

import type { RegionIdentity } from "../aws/arn.ts";
import type { CheckedDelivery, Deliver, DeliveryTarget } from "../aws/delivery.ts";
import type { OfferedKind } from "../aws/template/resource-kind.ts";
import type { ServiceApi } from "../aws/wire/operation.ts";
import type { Repair } from "../storage/damage.ts";
import type { Clock } from "../time/clock.ts";
import type { AccessGuard } from "./permissions.ts";

export interface House {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where the region's API is found, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Where a service keeps what it acknowledged; undefined keeps it in memory. */
  readonly folder: (name: string) => string | undefined;
  /** Whether AWS's limits of throughput, calls and accounts hold, which AWS raises when asked. @default false */
  readonly enforceLimits?: boolean | undefined;
  /** Given to keep what is whole of damaged files, instead of refusing to open. */
  readonly repair: Repair | undefined;
  /** Told of whatever nobody awaits threw: a fault of ours, which ended that one thing and nothing else. */
  readonly onFault: (fault: unknown, where: string) => void;
  /** Told what a caller's request is likely not to mean, and what its answer has no place for. @default nobody */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Who asks whether the holder of a role may; undefined if nobody asks. */
  readonly access?: AccessGuard | undefined;
  readonly router: DeliveryRouter;
  /** An API of the region by the name that `aws-sdk:` tasks give it. It is there once every service is open. */
  readonly api: (sdkName: string) => ServiceApi | undefined;
  /** What a template can ask of the region by its type. All are there once every service is open. */
  readonly kind: (type: string) => OfferedKind | undefined;
}

/** The one way to "whatever has this ARN". */
export interface DeliveryRouter {
  readonly deliver: Deliver;
  /** Whether there is what the ARN names, and whoever delivers to it may: for a source that has to know beforehand. */
  reaches(delivery: CheckedDelivery): boolean;
  /** Whether there can be such a thing in this region; whether there is one shows when something is delivered to it. */
  isServed(arn: string): boolean;
  /**
   * For a source that delivers to the same ARN again and again: its `deliver` does not throw. Throws ValidationException for an ARN
   * that is no target.
   */
  targetOf(arn: string): DeliveryTarget;
}
