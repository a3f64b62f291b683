// AWS::S3::Bucket and AWS::S3::BucketPolicy

import type { RegionIdentity } from "../../../aws/arn.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { s3WebsitePath } from "../../../aws/wire/served-hosts.ts";
import { addressUnderLocalhost } from "../../address-under-localhost.ts";
import { putPolicy } from "../buckets/bucket-policy.ts";
import { bucketSettings } from "../buckets/bucket-setting.ts";
import { checkedSetting } from "../buckets/check-setting.ts";
import { putSetting } from "../buckets/put-setting.ts";
import { readXml } from "../documents/read-xml.ts";
import { documentOf, xmlDocument } from "../documents/write-xml.ts";
import { checkedConfiguration } from "../notifications/configuration.ts";
import type { Objects } from "../objects.ts";
import { settingsOf } from "./bucket-properties.ts";
import { notificationContent } from "./notification-properties.ts";

export const s3Bucket: ResourceKind<Objects> = {
  type: "AWS::S3::Bucket",
  async create(properties, { service: objects, identity, generatedName, mayExist }) {
    properties.refuse("BucketNamePrefix", "say the whole name as BucketName");
    const name = properties.optionalText("BucketName") ?? generatedName.toLowerCase();
    const isThere = objects.buckets.includes(name) && !objects.isProvided(name);
    if (isThere && !mayExist) throw alreadyExists("AWS::S3::Bucket", name);
    checkOthers(properties);
    const hasObjectLock = properties.optionalBoolean("ObjectLockEnabled") === true;
    await objects.createBucket(name, hasObjectLock ? { hasObjectLock } : {});
    try {
      await applySettings(properties, objects, name);
    } catch (problem) {
      if (!isThere) await objects.deleteBucket(name);
      throw problem;
    }
    return { ref: name, attributes: await attributesOf(name, identity, objects.host) };
  },
  async update(properties, { service: objects, identity, ref }) {
    properties.inert("BucketName", "BucketNamePrefix", "ObjectLockEnabled");
    checkOthers(properties);
    await applySettings(properties, objects, ref);
    return { ref, attributes: await attributesOf(ref, identity, objects.host) };
  },
  async delete(ref, { service: objects }) {
    if (objects.buckets.includes(ref)) await objects.deleteBucket(ref);
  },
};

/** What the template does not say is as in a new bucket. */
async function applySettings(properties: Properties, objects: Objects, bucket: string): Promise<void> {
  const { store, notifications } = objects;
  const said = settingsOf(properties, store.buckets.get(bucket).hasObjectLock === true);
  for (const setting of bucketSettings) {
    const content = said.get(setting.name);
    if (content === undefined) {
      await objects.setBucket(bucket, setting.name, undefined);
      continue;
    }
    const document = readXml(xmlDocument(setting.element, content));
    await putSetting(objects, bucket, setting, checkedSetting(document, setting, { store, bucket }));
  }
  const told = notificationContent(properties.section("NotificationConfiguration"));
  if (told === undefined) return objects.setBucket(bucket, "notification", undefined);
  const document = checkedConfiguration(readXml(xmlDocument("NotificationConfiguration", told)));
  await notifications?.check(bucket, document, { requestId: "", hostId: "" }, false);
  await objects.setBucket(bucket, "notification", documentOf(document));
}

const withoutEffect: Readonly<Record<string, string>> = {
  MetadataConfiguration: "no tables are made of what a bucket holds",
  MetadataTableConfiguration: "no tables are made of what a bucket holds",
  ReplicationConfiguration: "its objects are not copied",
};

function checkOthers(properties: Properties): void {
  properties.inert(
    ...["AbacStatus", "AccessControl", "AnalyticsConfigurations", "BucketNamespace"],
    ...["IntelligentTieringConfigurations", "InventoryConfigurations", "MetricsConfigurations"],
  );
  for (const [name, why] of Object.entries(withoutEffect)) properties.withoutEffect(name, why);
}

/** It is kept and told, and nothing is refused for want of permission. */
export const s3BucketPolicy: ResourceKind<Objects> = {
  type: "AWS::S3::BucketPolicy",
  create: putBucketPolicy,
  update: putBucketPolicy,
  async delete(ref, { service: objects }) {
    if (objects.buckets.includes(ref)) await objects.setBucket(ref, "policy", undefined);
  },
};

async function putBucketPolicy(
  properties: Properties,
  { service: objects }: { readonly service: Objects },
): Promise<CreatedResource> {
  const ref = properties.text("Bucket");
  const policy = properties.jsonText("PolicyDocument") ?? properties.fail("PolicyDocument", "is required");
  objects.headBucket(ref);
  await putPolicy(objects, ref, policy);
  return { ref };
}

/** Its hosts are those on AWS, for clients are told where the region is by their own settings: but a browser asks for its website. */
async function attributesOf(
  name: string,
  { partition, region }: RegionIdentity,
  host: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const site = `${name}.s3-website-${region}`;
  return {
    Arn: `arn:${partition}:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    WebsiteURL:
      host === undefined
        ? `http://${site}.amazonaws.com`
        : await addressUnderLocalhost(`${site}.localhost`, s3WebsitePath + name, host),
  };
}
