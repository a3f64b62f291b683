// The settings of a bucket as data: what each is called, what its document looks like, and what is told where nothing was said.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import * as shapes from "../documents/bucket-shapes.ts";
import * as numbered from "../documents/numbered-shapes.ts";
import type { Shape } from "../documents/shapes.ts";

export interface BucketSetting {
  /** As the query names it. */
  readonly name: string;
  /** As it stands in the names of its operations. */
  readonly operation: string;
  readonly element: string;
  readonly shape: Shape;
  /** What is told of a bucket of which nothing was said: a document's content, or an error. */
  readonly unset: string | Unset;
  /** What is told once it was taken away. @default as where nothing was said */
  readonly removed?: Unset;
  /** Undefined for what cannot be taken away. */
  readonly removal: string | undefined;
  readonly putStatus: number;
}

type Unset = readonly [code: string, message: string];

const encrypted =
  "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>";
const blocked = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
  .map((name) => `<${name}>true</${name}>`)
  .join("");

/** As they are in a bucket that was made just now. */
export const bucketSettings: readonly BucketSetting[] = [
  {
    ...{ name: "encryption", operation: "BucketEncryption", element: "ServerSideEncryptionConfiguration" },
    ...{ shape: shapes.encryption, unset: encrypted, removal: "DeleteBucketEncryption", putStatus: 200 },
  },
  {
    ...{ name: "versioning", operation: "BucketVersioning", element: "VersioningConfiguration" },
    ...{ shape: shapes.versioning, unset: "", removal: undefined, putStatus: 200 },
  },
  {
    name: "publicAccessBlock",
    operation: "PublicAccessBlock",
    element: "PublicAccessBlockConfiguration",
    ...{ shape: shapes.publicAccessBlock, unset: blocked },
    removed: ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"],
    ...{ removal: "DeletePublicAccessBlock", putStatus: 200 },
  },
  {
    ...{ name: "ownershipControls", operation: "BucketOwnershipControls", element: "OwnershipControls" },
    shape: shapes.ownershipControls,
    unset: "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>",
    removed: ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"],
    ...{ removal: "DeleteBucketOwnershipControls", putStatus: 200 },
  },
  {
    name: "lifecycle",
    operation: "BucketLifecycleConfiguration",
    ...{ element: "LifecycleConfiguration", shape: shapes.lifecycle },
    unset: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
    ...{ removal: "DeleteBucketLifecycle", putStatus: 200 },
  },
  {
    ...{ name: "tagging", operation: "BucketTagging", element: "Tagging", shape: shapes.tagging },
    unset: ["NoSuchTagSet", "The TagSet does not exist"],
    ...{ removal: "DeleteBucketTagging", putStatus: 204 },
  },
  {
    ...{ name: "cors", operation: "BucketCors", element: "CORSConfiguration", shape: shapes.cors },
    unset: ["NoSuchCORSConfiguration", "The CORS configuration does not exist"],
    ...{ removal: "DeleteBucketCors", putStatus: 200 },
  },
  {
    ...{ name: "website", operation: "BucketWebsite", element: "WebsiteConfiguration" },
    shape: shapes.website,
    unset: ["NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"],
    ...{ removal: "DeleteBucketWebsite", putStatus: 200 },
  },
  {
    ...{ name: "logging", operation: "BucketLogging", element: "BucketLoggingStatus" },
    ...{ shape: shapes.logging, unset: "", removal: undefined, putStatus: 200 },
  },
  {
    name: "accelerate",
    operation: "BucketAccelerateConfiguration",
    ...{ element: "AccelerateConfiguration", shape: shapes.accelerate, unset: "" },
    ...{ removal: undefined, putStatus: 200 },
  },
  {
    name: "requestPayment",
    operation: "BucketRequestPayment",
    ...{ element: "RequestPaymentConfiguration", shape: shapes.requestPayment },
    unset: "<Payer>BucketOwner</Payer>",
    ...{ removal: undefined, putStatus: 200 },
  },
  {
    ...{ name: "replication", operation: "BucketReplication", element: "ReplicationConfiguration" },
    shape: shapes.replication,
    unset: ["ReplicationConfigurationNotFoundError", "The replication configuration was not found"],
    ...{ removal: "DeleteBucketReplication", putStatus: 200 },
  },
  {
    // Whether conditions of policies see the bucket's tags: kept and told, for no condition sees tags of resources here.
    ...{ name: "abac", operation: "BucketAbac", element: "AbacStatus", shape: shapes.abac },
    ...{ unset: "<Status>Disabled</Status>", removal: undefined, putStatus: 200 },
  },
  {
    name: "object-lock",
    operation: "ObjectLockConfiguration",
    ...{ element: "ObjectLockConfiguration", shape: shapes.objectLock },
    unset: [
      "ObjectLockConfigurationNotFoundError",
      "Object Lock configuration does not exist for this bucket",
    ],
    ...{ removal: undefined, putStatus: 200 },
  },
];

/** Settings of which a bucket has several, each by an id. */
export interface NumberedSetting {
  readonly name: string;
  /** As it stands in the names of its operations: `Bucket…Configuration`, and with an `s` at the end for all of them. */
  readonly operation: string;
  readonly element: string;
  /** The element of a list of them. */
  readonly list: string;
  readonly shape: Shape;
}

export const numberedSettings: readonly NumberedSetting[] = [
  {
    ...{ name: "metrics", operation: "BucketMetricsConfiguration" },
    ...{ element: "MetricsConfiguration", list: "ListMetricsConfigurationsResult" },
    ...{ shape: numbered.metrics },
  },
  {
    ...{ name: "analytics", operation: "BucketAnalyticsConfiguration" },
    ...{ element: "AnalyticsConfiguration", list: "ListBucketAnalyticsConfigurationResult" },
    ...{ shape: numbered.analytics },
  },
  {
    ...{ name: "inventory", operation: "BucketInventoryConfiguration" },
    ...{ element: "InventoryConfiguration", list: "ListInventoryConfigurationsResult" },
    ...{ shape: numbered.inventory },
  },
  {
    ...{ name: "intelligent-tiering", operation: "BucketIntelligentTieringConfiguration" },
    ...{
      element: "IntelligentTieringConfiguration",
      list: "ListBucketIntelligentTieringConfigurationsOutput",
    },
    ...{ shape: numbered.intelligentTiering },
  },
];
