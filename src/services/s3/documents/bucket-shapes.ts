// The documents that say something of a bucket. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Types_Amazon_Simple_Storage_Service.html

import { child, type XmlElement } from "./read-xml.ts";
import {
  boolean,
  choice,
  filledText,
  integer,
  list,
  oneOf,
  optional,
  required,
  structure,
  text,
  time,
} from "./shapes.ts";

export const status = oneOf("Enabled", "Disabled");
export const tag = structure({ Key: required(text), Value: required(text) });
/** Without a set it is as with an empty one. */
export const tagging = structure({ TagSet: optional(structure({ Tag: list(tag) })) });

export const versioning = structure({
  Status: optional(oneOf("Enabled", "Suspended")),
  MfaDelete: optional(status),
});

export const encryption = structure({
  Rule: list(
    structure({
      ApplyServerSideEncryptionByDefault: optional(
        structure({
          SSEAlgorithm: required(oneOf("AES256", "aws:kms", "aws:kms:dsse")),
          KMSMasterKeyID: optional(text),
        }),
      ),
      BucketKeyEnabled: optional(boolean),
      BlockedEncryptionTypes: optional(
        structure({ EncryptionType: list(oneOf("NONE", "SSE-C"), { least: 1 }) }),
      ),
    }),
    { least: 1, most: 1 },
  ),
});

export const abac = structure({ Status: optional(status) });

export const publicAccessBlock = structure({
  BlockPublicAcls: optional(boolean),
  IgnorePublicAcls: optional(boolean),
  BlockPublicPolicy: optional(boolean),
  RestrictPublicBuckets: optional(boolean),
});

export const ownerships = ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"];
export const ownershipControls = structure({
  Rule: list(structure({ ObjectOwnership: required(oneOf(...ownerships)) }), { least: 1, most: 1 }),
});

export const cors = structure({
  CORSRule: list(
    structure({
      ID: optional(text),
      AllowedHeader: list(text),
      AllowedMethod: list(text, { least: 1 }),
      AllowedOrigin: list(text, { least: 1 }),
      ExposeHeader: list(text),
      MaxAgeSeconds: optional(integer()),
    }),
    { least: 1, most: 100 },
  ),
});

/** What is too few is told by the check. */
const days = integer(Number.NEGATIVE_INFINITY);
const bytes = integer(0, Number.MAX_SAFE_INTEGER);
const storageClass = oneOf(
  ...["GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"],
);
const sizeMembers = {
  ObjectSizeGreaterThan: optional(bytes),
  ObjectSizeLessThan: optional(bytes),
};
/** Of one thing alone, or of several in `And`. */
const lifecycleFilter = structure(
  {
    Prefix: optional(text),
    Tag: optional(tag),
    ...sizeMembers,
    And: optional(
      structure(
        { Prefix: optional(text), Tag: list(tag), ...sizeMembers },
        ({ children }) => children.length > 1,
      ),
    ),
  },
  ({ children }) => children.length <= 1,
);
const names = (element: XmlElement, ...wanted: readonly string[]) =>
  wanted.filter((name) => child(element, name) !== undefined).length;
const actions = [
  ...["Expiration", "Transition", "NoncurrentVersionTransition"],
  ...["NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"],
];

export const lifecycle = structure({
  Rule: list(
    structure(
      {
        ID: optional(text),
        Prefix: optional(text),
        Filter: optional(lifecycleFilter),
        Status: required(status),
        Expiration: optional(
          choice({
            Date: optional(time),
            Days: optional(days),
            ExpiredObjectDeleteMarker: optional(boolean),
          }),
        ),
        Transition: list(
          structure(
            {
              Date: optional(time),
              Days: optional(days),
              StorageClass: required(storageClass),
            },
            (element) => names(element, "Date", "Days") <= 1,
          ),
        ),
        NoncurrentVersionTransition: list(
          structure({
            NoncurrentDays: optional(days),
            StorageClass: required(storageClass),
            NewerNoncurrentVersions: optional(integer(1)),
          }),
        ),
        NoncurrentVersionExpiration: optional(
          structure(
            { NoncurrentDays: optional(days), NewerNoncurrentVersions: optional(integer(1)) },
            ({ children }) => children.length > 0,
          ),
        ),
        AbortIncompleteMultipartUpload: optional(structure({ DaysAfterInitiation: required(days) })),
      },
      (rule) => names(rule, "Filter", "Prefix") === 1 && names(rule, ...actions) > 0,
    ),
    { least: 1 },
  ),
});

/** What goes together is told by the check. */
export const website = structure({
  RedirectAllRequestsTo: optional(structure({ HostName: required(filledText), Protocol: optional(text) })),
  IndexDocument: optional(structure({ Suffix: optional(text) })),
  ErrorDocument: optional(structure({ Key: required(filledText) })),
  RoutingRules: optional(
    structure({
      RoutingRule: list(
        structure({
          Condition: optional(
            structure({
              HttpErrorCodeReturnedEquals: optional(text),
              KeyPrefixEquals: optional(text),
            }),
          ),
          Redirect: required(
            structure({
              HostName: optional(text),
              HttpRedirectCode: optional(text),
              Protocol: optional(text),
              ReplaceKeyPrefixWith: optional(text),
              ReplaceKeyWith: optional(text),
            }),
          ),
        }),
      ),
    }),
  ),
});

const grantee = structure({
  ID: optional(text),
  DisplayName: optional(text),
  EmailAddress: optional(text),
  URI: optional(text),
});
export const logging = structure({
  LoggingEnabled: optional(
    structure({
      TargetBucket: required(text),
      TargetPrefix: required(text),
      TargetGrants: optional(
        structure({
          Grant: list(
            structure({
              Grantee: required(grantee),
              Permission: required(oneOf("FULL_CONTROL", "READ", "WRITE")),
            }),
          ),
        }),
      ),
      TargetObjectKeyFormat: optional(
        choice({
          SimplePrefix: optional(text),
          PartitionedPrefix: optional(
            structure({ PartitionDateSource: optional(oneOf("EventTime", "DeliveryTime")) }),
          ),
        }),
      ),
    }),
  ),
});

export const accelerate = structure({ Status: required(oneOf("Enabled", "Suspended")) });
export const requestPayment = structure({ Payer: required(oneOf("Requester", "BucketOwner")) });
export const objectLock = structure({
  ObjectLockEnabled: optional(oneOf("Enabled")),
  Rule: optional(
    structure({
      DefaultRetention: required(
        structure(
          {
            Mode: required(oneOf("GOVERNANCE", "COMPLIANCE")),
            Days: optional(integer(1)),
            Years: optional(integer(1)),
          },
          (element) => names(element, "Days", "Years") === 1,
        ),
      ),
    }),
  ),
});

const minutes = (element: string) =>
  structure({ Status: required(status), [element]: optional(structure({ Minutes: required(integer()) })) });
export const replication = structure({
  Role: required(text),
  Rule: list(
    structure({
      ID: optional(text),
      Priority: optional(integer()),
      Prefix: optional(text),
      Filter: optional(
        structure({
          Prefix: optional(text),
          Tag: optional(tag),
          And: optional(structure({ Prefix: optional(text), Tag: list(tag) })),
        }),
      ),
      Status: required(status),
      SourceSelectionCriteria: optional(
        structure({
          SseKmsEncryptedObjects: optional(structure({ Status: required(status) })),
          ReplicaModifications: optional(structure({ Status: required(status) })),
        }),
      ),
      ExistingObjectReplication: optional(structure({ Status: required(status) })),
      Destination: required(
        structure({
          Bucket: required(text),
          Account: optional(text),
          StorageClass: optional(text),
          AccessControlTranslation: optional(structure({ Owner: required(oneOf("Destination")) })),
          EncryptionConfiguration: optional(structure({ ReplicaKmsKeyID: optional(text) })),
          ReplicationTime: optional(minutes("Time")),
          Metrics: optional(minutes("EventThreshold")),
        }),
      ),
      DeleteMarkerReplication: optional(structure({ Status: optional(status) })),
    }),
    { least: 1 },
  ),
});
