// The delivery stream that a request asks for.

import { tagRecord } from "../../../aws/tags.ts";
import { invalidArgument, notHere } from "../refusals.ts";
import type { StreamEncryption } from "../streams/delivery-stream.ts";
import type { NewStream } from "../streams/delivery-streams.ts";
import { requestedDestination } from "../streams/destination-changes.ts";
import { refuseOthers } from "../streams/destination-checks.ts";
import type { CreateStream } from "./shapes.ts";

/** Throws InvalidArgumentException. */
export function newStream(given: CreateStream): NewStream {
  refuseOthers(given, "DestinationConfiguration");
  const { DeliveryStreamType: type = "DirectPut", KinesisStreamSourceConfiguration: source } = given;
  if (type === "MSKAsSource" || type === "DatabaseAsSource")
    throw notHere(`the source ${type}: records are put to a stream, or it reads a Kinesis stream`);
  if ((type === "KinesisStreamAsSource") !== (source !== undefined))
    throw invalidArgument(
      source === undefined
        ? "KinesisStreamSourceConfiguration must be specified for the type KinesisStreamAsSource"
        : "KinesisStreamSourceConfiguration can only be specified for the type KinesisStreamAsSource",
    );
  const encryption = given.DeliveryStreamEncryptionConfigurationInput;
  return {
    name: given.DeliveryStreamName,
    destination: requestedDestination(given),
    source: source && { streamArn: source.KinesisStreamARN, roleArn: source.RoleARN },
    throughputHintInMBs: given.DirectPutSourceConfiguration?.ThroughputHintInMBs,
    encryption: encryption && encryptionOf(encryption),
    tags: tagRecord(given.Tags ?? [], invalidArgument),
  };
}

interface EncryptionInput {
  readonly KeyType: StreamEncryption["keyType"];
  readonly KeyARN: string | undefined;
}

/** Throws InvalidArgumentException. */
export function encryptionOf({ KeyType, KeyARN }: EncryptionInput): StreamEncryption {
  if ((KeyType === "CUSTOMER_MANAGED_CMK") !== (KeyARN !== undefined))
    throw invalidArgument(
      KeyARN === undefined
        ? "KeyARN must be specified for the KeyType CUSTOMER_MANAGED_CMK"
        : "KeyARN can only be specified for the KeyType CUSTOMER_MANAGED_CMK",
    );
  return { keyType: KeyType, keyArn: KeyARN };
}
