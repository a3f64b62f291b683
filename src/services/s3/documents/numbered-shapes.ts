// The documents of which a bucket has several, each by an id.

import { status, tag } from "./bucket-shapes.ts";
import { boolean, integer, list, oneOf, optional, required, type Shape, structure, text } from "./shapes.ts";

const plainFilter: Shape = structure(
  {
    Prefix: optional(text),
    Tag: optional(tag),
    AccessPointArn: optional(text),
    And: optional(structure({ Prefix: optional(text), Tag: list(tag), AccessPointArn: optional(text) })),
  },
  ({ children }) => children.length === 1,
);

export const metrics = structure({ Id: required(text), Filter: optional(plainFilter) });

export const analytics = structure({
  Id: required(text),
  Filter: optional(plainFilter),
  StorageClassAnalysis: required(
    structure({
      DataExport: optional(
        structure({
          OutputSchemaVersion: required(oneOf("V_1")),
          Destination: required(
            structure({
              S3BucketDestination: required(
                structure({
                  Format: required(oneOf("CSV")),
                  BucketAccountId: optional(text),
                  Bucket: required(text),
                  Prefix: optional(text),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
});

export const intelligentTiering = structure({
  Id: required(text),
  Filter: optional(plainFilter),
  Status: required(status),
  Tiering: list(
    structure({
      Days: required(integer(1)),
      AccessTier: required(oneOf("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS")),
    }),
    { least: 1 },
  ),
});

const inventoryFields = [
  ...["Size", "LastModifiedDate", "StorageClass", "ETag", "IsMultipartUploaded", "ReplicationStatus"],
  ...["EncryptionStatus", "ObjectLockRetainUntilDate", "ObjectLockMode", "ObjectLockLegalHoldStatus"],
  ...["IntelligentTieringAccessTier", "BucketKeyStatus", "ChecksumAlgorithm", "ObjectAccessControlList"],
  ...["ObjectOwner", "LifecycleExpirationDate"],
];
export const inventory = structure({
  Id: required(text),
  IsEnabled: required(boolean),
  Filter: optional(structure({ Prefix: required(text) })),
  Destination: required(
    structure({
      S3BucketDestination: required(
        structure({
          AccountId: optional(text),
          Bucket: required(text),
          Format: required(oneOf("CSV", "ORC", "Parquet")),
          Prefix: optional(text),
          Encryption: optional(
            structure({
              "SSE-S3": optional(structure({})),
              "SSE-KMS": optional(structure({ KeyId: required(text) })),
            }),
          ),
        }),
      ),
    }),
  ),
  Schedule: required(structure({ Frequency: required(oneOf("Daily", "Weekly")) })),
  IncludedObjectVersions: required(oneOf("All", "Current")),
  OptionalFields: optional(structure({ Field: list(oneOf(...inventoryFields)) })),
});
