// What the shape of a setting's document does not say: what goes together, with the bucket and with others. Each check gives the
// document as it is kept. They are asked in AWS's order.

import { ServiceError } from "../../../aws/service-error.ts";
import { child, children, childText, leaf, malformedXml, type XmlElement } from "../documents/read-xml.ts";
import { checkShape } from "../documents/shapes.ts";
import type { Store } from "../objects/store.ts";
import { checkTags, tagsIn } from "../objects/tags.ts";
import { invalidRequest } from "../refusals.ts";
import type { BucketSetting } from "./bucket-setting.ts";
import { checkedLifecycle, idOf } from "./check-lifecycle.ts";
import { checkedWebsite } from "./check-website.ts";

type Check = (document: XmlElement, store: Store, bucket: string) => XmlElement | undefined;

/** Before the shape is looked at. */
const first: Readonly<Record<string, Check>> = {
  accelerate(_document, _store, bucket) {
    if (!bucket.includes(".")) return undefined;
    throw invalidRequest(
      "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names",
    );
  },
};

const then: Readonly<Record<string, Check>> = {
  versioning(document, { buckets }, bucket) {
    const status = childText(document, "Status");
    if (status === undefined)
      throw new ServiceError(
        "IllegalVersioningConfigurationException",
        "The Versioning element must be specified",
      );
    if (status === "Suspended" && buckets.get(bucket).hasObjectLock === true)
      throw new ServiceError(
        "InvalidBucketState",
        "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        { status: 409 },
      );
    return undefined;
  },
  encryption(document) {
    const rule = child(document, "Rule");
    const byDefault = child(rule, "ApplyServerSideEncryptionByDefault");
    if (childText(byDefault, "SSEAlgorithm") === "AES256" && child(byDefault, "KMSMasterKeyID") !== undefined)
      throw new ServiceError(
        "InvalidArgument",
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        { members: { ArgumentName: "ApplyServerSideEncryptionByDefault" } },
      );
    return undefined;
  },
  publicAccessBlock(document) {
    if (document.children.length === 0) throw invalidRequest("Must specify at least one configuration.");
    const names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
    const told = names.map((name) => leaf(name, (childText(document, name) ?? "false").toLowerCase()));
    return { ...document, children: told };
  },
  tagging(document) {
    checkTags(tagsIn(child(document, "TagSet")), "bucket");
    return undefined;
  },
  lifecycle: checkedLifecycle,
  cors: checkedCors,
  website: checkedWebsite,
  logging: checkedLogging,
  replication: checkedReplication,
  "object-lock"(document, { buckets }, bucket) {
    if (childText(document, "ObjectLockEnabled") !== "Enabled") throw malformedXml();
    if (buckets.versioning(bucket) === "Enabled") return undefined;
    throw new ServiceError(
      "InvalidBucketState",
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      { status: 409 },
    );
  },
};

/** The document as it is kept. Throws MalformedXML, and what else AWS says to it. */
export function checkedSetting(
  document: XmlElement,
  { name, element, shape }: BucketSetting,
  { store, bucket }: { readonly store: Store; readonly bucket: string },
): XmlElement {
  first[name]?.(document, store, bucket);
  if (document.name !== element) throw malformedXml();
  checkShape(document, shape);
  return then[name]?.(document, store, bucket) ?? document;
}

const methods = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

function checkedCors(document: XmlElement): undefined {
  for (const rule of children(document, "CORSRule")) {
    for (const { text } of children(rule, "AllowedMethod")) {
      if (!methods.has(text))
        throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${text}`);
    }
    for (const { text } of children(rule, "AllowedOrigin")) {
      if (text.split("*").length > 2)
        throw invalidRequest(`AllowedOrigin "${text}" can not have more than one wildcard.`);
    }
    for (const { text } of children(rule, "AllowedHeader")) {
      if (text.split("*").length > 2)
        throw invalidRequest(`AllowedHeader "${text}" can not have more than one wildcard.`);
    }
    for (const { text } of children(rule, "ExposeHeader")) {
      if (text.includes("*"))
        throw invalidRequest(
          `ExposeHeader "${text}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
        );
    }
  }
  return undefined;
}

function checkedLogging(document: XmlElement, { buckets, identity }: Store, bucket: string): undefined {
  const enabled = child(document, "LoggingEnabled");
  const target = childText(enabled, "TargetBucket");
  if (target === undefined) return undefined;
  if (!buckets.has(target))
    throw new ServiceError("InvalidTargetBucketForLogging", "The target bucket for logging does not exist", {
      members: { TargetBucket: target },
    });
  const [from, to] = [buckets.get(bucket).location, buckets.get(target).location];
  if (from === to) return undefined;
  throw new ServiceError("CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ", {
    status: 403,
    members: {
      ...(from === undefined ? {} : { SourceBucketLocation: from }),
      TargetBucketLocation: to ?? identity.region,
    },
  });
}

function checkedReplication(document: XmlElement, { buckets }: Store, bucket: string): XmlElement {
  if (buckets.versioning(bucket) !== "Enabled")
    throw invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  const rules = children(document, "Rule").map((rule, index) => {
    const arn = childText(child(rule, "Destination"), "Bucket") ?? "";
    const target = arn.replace(/^arn:[^:]+:s3:::/, "");
    if (!buckets.has(target) || buckets.versioning(target) !== "Enabled")
      throw invalidRequest("Destination bucket must have versioning enabled.");
    const hasId = child(rule, "ID") !== undefined;
    return hasId ? rule : { ...rule, children: [leaf("ID", idOf(index)), ...rule.children] };
  });
  return { ...document, children: [...document.children.filter(({ name }) => name !== "Rule"), ...rules] };
}
