// A delivery stream as it is kept: where its records come from, and where they go to.

import type { ExtendedS3Destination, HttpDestination } from "./destination-shapes.ts";

/** A bucket's destination is kept as the extended one, which has all that the plain one has. */
export type Destination =
  | { readonly type: "S3"; readonly settings: ExtendedS3Destination }
  | { readonly type: "HttpEndpoint"; readonly settings: HttpDestination };

export interface StreamEncryption {
  readonly keyType: "AWS_OWNED_CMK" | "CUSTOMER_MANAGED_CMK";
  readonly keyArn?: string | undefined;
}

export interface KinesisSource {
  readonly streamArn: string;
  readonly roleArn: string;
  /** Milliseconds since the epoch: records that came to the source since then are delivered. */
  readonly startsAt: number;
}

export interface DeliveryStream {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
  /** Grows by one with each change of its destination. */
  readonly version: number;
  readonly throughputHintInMBs?: number | undefined;
  /** Absent for a stream that records are put to. */
  readonly source?: KinesisSource | undefined;
  readonly encryption?: StreamEncryption | undefined;
  readonly destination: Destination;
  readonly tags: Readonly<Record<string, string>>;
}

export const destinationId = "destinationId-000000000001";

export function streamTypeOf({ source }: DeliveryStream): "DirectPut" | "KinesisStreamAsSource" {
  return source === undefined ? "DirectPut" : "KinesisStreamAsSource";
}
