// AWS::S3::Bucket and its policy

import type { RegionIdentity } from "../../aws/arn.ts";
import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { bucketPolicy } from "./bucket-settings.ts";
import type { Objects } from "./objects.ts";

export const s3Bucket: ResourceKind<Objects> = {
  type: "AWS::S3::Bucket",
  async create(properties, { service: objects, identity, generatedName, mayExist }) {
    properties.refuse("BucketNamePrefix", "say the whole name as BucketName");
    const name = properties.optionalText("BucketName") ?? generatedName.toLowerCase();
    if (objects.buckets.includes(name) && !mayExist && !objects.settings.isProvided(name))
      throw alreadyExists("AWS::S3::Bucket", name);
    checkSettings(properties);
    await objects.createBucket(name);
    return { ref: name, attributes: attributesOf(name, identity) };
  },
  update(properties, { identity, ref }) {
    properties.inert("BucketName", "BucketNamePrefix");
    checkSettings(properties);
    return { ref, attributes: attributesOf(ref, identity) };
  },
  async delete(ref, { service: objects }) {
    if (objects.buckets.includes(ref)) await objects.deleteBucket(ref);
  },
};

const withoutEffect: Readonly<Record<string, string>> = {
  CorsConfiguration: "pages of other origins are not let in",
  LifecycleConfiguration: "objects do not age",
  LoggingConfiguration: "requests are not written down",
  MetadataConfiguration: "no tables are made of what a bucket holds",
  MetadataTableConfiguration: "no tables are made of what a bucket holds",
  ObjectLockConfiguration: "there are no locks",
  WebsiteConfiguration: "buckets are no web sites",
};

function checkSettings(properties: Properties): void {
  properties.inert(
    ...[
      "AbacStatus",
      "AccelerateConfiguration",
      "AccessControl",
      "AnalyticsConfigurations",
      "BucketEncryption",
    ],
    ...["BucketNamespace", "IntelligentTieringConfigurations", "InventoryConfigurations"],
    ...["MetricsConfigurations", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags"],
  );
  properties.refuse("NotificationConfiguration", "nobody would hear of its objects");
  properties.refuse("ReplicationConfiguration", "its objects would not be copied");
  for (const [name, why] of Object.entries(withoutEffect)) properties.withoutEffect(name, why);
  if (properties.section("VersioningConfiguration").optionalText("Status") === "Enabled")
    properties.withoutEffect("VersioningConfiguration", "only the last version of an object is kept");
  if (properties.optionalBoolean("ObjectLockEnabled") === true)
    properties.withoutEffect("ObjectLockEnabled", "there are no locks");
}

/** It is kept and told, and nothing is refused for want of permission. */
export const s3BucketPolicy: ResourceKind<Objects> = {
  type: "AWS::S3::BucketPolicy",
  isInert: true,
  create: putPolicy,
  update: putPolicy,
  async delete(ref, { service: objects }) {
    if (objects.buckets.includes(ref)) await objects.settings.remove(ref, bucketPolicy);
  },
};

async function putPolicy(
  properties: Properties,
  { service: objects }: { readonly service: Objects },
): Promise<CreatedResource> {
  const ref = properties.text("Bucket");
  const policy = properties.jsonText("PolicyDocument") ?? properties.fail("PolicyDocument", "is required");
  objects.headBucket(ref);
  await objects.settings.put(ref, bucketPolicy, Buffer.from(policy));
  return { ref };
}

/** Its hosts are those on AWS: clients are told where the region is by their own settings. */
function attributesOf(name: string, { partition, region }: RegionIdentity): Readonly<Record<string, string>> {
  return {
    Arn: `arn:${partition}:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
  };
}
