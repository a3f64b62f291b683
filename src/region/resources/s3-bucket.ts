// AWS::S3::Bucket.

import type { ResourceKind } from "./resource-kind.ts";

export const s3Bucket: ResourceKind = {
  type: "AWS::S3::Bucket",
  async create(properties, { parts, identity, generatedName }) {
    properties.inert("BucketEncryption", "OwnershipControls", "PublicAccessBlockConfiguration", "Tags");
    const name = properties.optionalText("BucketName") ?? generatedName.toLowerCase();
    await parts.objects.createBucket(name);
    return { ref: name, attributes: { Arn: `arn:${identity.partition}:s3:::${name}` } };
  },
};
