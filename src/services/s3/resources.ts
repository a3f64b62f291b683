// AWS::S3::Bucket and its policy

import type { RegionIdentity } from "../../aws/arn.ts";
import { inertKind } from "../../aws/template/inert-kind.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Objects } from "./objects.ts";

export const s3Bucket: ResourceKind<Objects> = {
  type: "AWS::S3::Bucket",
  async create(properties, { service: objects, identity, generatedName }) {
    properties.inert("BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags");
    properties.refuse("NotificationConfiguration", "nobody would hear of its objects");
    properties.refuse("ReplicationConfiguration", "its objects would not be copied");
    const name = properties.optionalText("BucketName") ?? generatedName.toLowerCase();
    await objects.createBucket(name);
    return { ref: name, attributes: attributesOf(name, identity) };
  },
};

/** Nothing is refused for want of permission. */
export const s3BucketPolicy = inertKind("AWS::S3::BucketPolicy", ({ properties }) => ({
  ref: properties.text("Bucket"),
}));

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
