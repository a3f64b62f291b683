// Where what comes of a stream's records ends: at its destination, in the bucket of what fails, in that of the backup.

import type { DeliveryStream, Destination } from "../streams/delivery-stream.ts";
import type { S3Destination } from "../streams/destination-shapes.ts";
import { compilePrefix } from "./prefix.ts";

export interface Ends {
  readonly main: Destination;
  readonly errors: S3Destination;
  /** Where all that comes goes as well. */
  readonly backup: S3Destination | undefined;
  /** In whose name functions are invoked. */
  readonly roleArn: string;
  /** The names of the keys that its objects are told apart by. */
  readonly partitionKeys: readonly string[];
}

export function endsOf({ destination: main }: DeliveryStream): Ends {
  if (main.type === "HttpEndpoint") {
    const { S3Configuration, S3BackupMode, RoleARN } = main.settings;
    return {
      ...{ main, errors: S3Configuration, partitionKeys: [] },
      backup: S3BackupMode === "AllData" ? S3Configuration : undefined,
      roleArn: RoleARN ?? S3Configuration.RoleARN,
    };
  }
  const { S3BackupMode, S3BackupConfiguration, RoleARN, Prefix = "" } = main.settings;
  const isPartitioned = main.settings.DynamicPartitioningConfiguration?.Enabled === true;
  return {
    ...{ main, errors: main.settings, roleArn: RoleARN },
    backup: S3BackupMode === "Enabled" ? S3BackupConfiguration : undefined,
    partitionKeys: isPartitioned ? [...new Set(compilePrefix(Prefix).partitionKeys)] : [],
  };
}
