// AWS::S3::Bucket.

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
    return { ref: name, attributes: { Arn: `arn:${identity.partition}:s3:::${name}` } };
  },
};
