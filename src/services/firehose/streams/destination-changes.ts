// The destination that a request asks for, and what a change makes of the one that is there: what the change does not say stays.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html

import type { CreateStream, UpdateDestination } from "../api/shapes.ts";
import { invalidArgument } from "../refusals.ts";
import type { Destination } from "./delivery-stream.ts";
import type { ExtendedS3Destination, S3Destination, S3Update } from "./destination-shapes.ts";

export type RequestedDestination = Pick<
  CreateStream,
  "S3DestinationConfiguration" | "ExtendedS3DestinationConfiguration" | "HttpEndpointDestinationConfiguration"
>;
export type RequestedChange = Pick<
  UpdateDestination,
  "S3DestinationUpdate" | "ExtendedS3DestinationUpdate" | "HttpEndpointDestinationUpdate"
>;

const onlyOne = "Exactly one destination configuration is supported for a Firehose";

/** Throws InvalidArgumentException unless it is exactly one. */
export function requestedDestination({
  S3DestinationConfiguration: plain,
  ExtendedS3DestinationConfiguration: extended,
  HttpEndpointDestinationConfiguration: endpoint,
}: RequestedDestination): Destination {
  if ([plain, extended, endpoint].filter((each) => each !== undefined).length !== 1)
    throw invalidArgument(onlyOne);
  if (endpoint !== undefined) return { type: "HttpEndpoint", settings: endpoint };
  return { type: "S3", settings: (extended ?? plain) as ExtendedS3Destination };
}

/** Throws InvalidArgumentException. */
export function changedDestination(
  present: Destination,
  {
    S3DestinationUpdate: plain,
    ExtendedS3DestinationUpdate: extended,
    HttpEndpointDestinationUpdate: endpoint,
  }: RequestedChange,
): Destination {
  if ([plain, extended, endpoint].filter((each) => each !== undefined).length !== 1)
    throw invalidArgument(onlyOne);
  if (endpoint !== undefined) {
    if (present.type !== "HttpEndpoint") throw invalidArgument(otherType);
    const { S3Update, ...rest } = endpoint;
    const { S3Configuration } = present.settings;
    return {
      type: "HttpEndpoint",
      settings: {
        ...merged(present.settings, rest),
        S3Configuration: changedBucket(S3Configuration, S3Update) ?? S3Configuration,
      },
    };
  }
  if (present.type !== "S3") throw invalidArgument(otherType);
  const { S3BackupUpdate, ...rest } = extended ?? { ...plain, S3BackupUpdate: undefined };
  const backup = changedBucket(present.settings.S3BackupConfiguration, S3BackupUpdate);
  return {
    type: "S3",
    settings: { ...merged(present.settings, rest), S3BackupConfiguration: backup },
  };
}

const otherType = "The type of a destination cannot be changed";

function changedBucket(
  present: S3Destination | undefined,
  change: S3Update | undefined,
): S3Destination | undefined {
  if (change === undefined) return present;
  const whole = merged((present ?? {}) as S3Destination, change);
  if (whole.RoleARN === undefined || whole.BucketARN === undefined)
    throw invalidArgument("RoleARN and BucketARN must be specified for an S3 backup");
  return whole;
}

function merged<Settings extends object>(present: Settings, change: object): Settings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...present, ...Object.fromEntries(given) };
}
