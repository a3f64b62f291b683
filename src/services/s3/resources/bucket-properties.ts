// The properties of AWS::S3::Bucket as the documents that the API takes for the same: CloudFormation calls much of it otherwise.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-s3-bucket.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { XmlContent } from "../documents/write-xml.ts";

/** By the names of settings: the content of each that is said. */
export function settingsOf(properties: Properties, hasObjectLock: boolean): ReadonlyMap<string, XmlContent> {
  const said = new Map<string, XmlContent>();
  const add = (setting: string, property: string, read: (section: Properties) => XmlContent | undefined) => {
    const section = properties.section(property);
    const content = properties.has(property) ? read(section) : undefined;
    if (content !== undefined) said.set(setting, content);
  };
  if (hasObjectLock) said.set("versioning", { Status: "Enabled" });
  add("versioning", "VersioningConfiguration", (section) => ({ Status: section.text("Status") }));
  add("encryption", "BucketEncryption", encryptionOf);
  add("publicAccessBlock", "PublicAccessBlockConfiguration", (section) =>
    present(
      Object.fromEntries(
        ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"].map((name) => [
          name,
          section.optionalBoolean(name),
        ]),
      ),
    ),
  );
  add("ownershipControls", "OwnershipControls", (section) => ({
    Rule: section.sections("Rules").map((rule) => ({ ObjectOwnership: rule.text("ObjectOwnership") })),
  }));
  add("cors", "CorsConfiguration", (section) => ({ CORSRule: section.sections("CorsRules").map(corsRule) }));
  add("lifecycle", "LifecycleConfiguration", (section) => {
    section.inert("TransitionDefaultMinimumObjectSize");
    const rules = section.sections("Rules").map(lifecycleRule);
    return rules.length === 0 ? undefined : { Rule: rules };
  });
  add("website", "WebsiteConfiguration", websiteOf);
  add("logging", "LoggingConfiguration", (section) => {
    section.inert("TargetObjectKeyFormat");
    const target = section.optionalText("DestinationBucketName");
    const prefix = section.optionalText("LogFilePrefix") ?? "";
    return target === undefined
      ? undefined
      : { LoggingEnabled: { TargetBucket: target, TargetPrefix: prefix } };
  });
  add("accelerate", "AccelerateConfiguration", (section) => ({ Status: section.text("AccelerationStatus") }));
  add("object-lock", "ObjectLockConfiguration", (section) => ({
    ObjectLockEnabled: section.optionalText("ObjectLockEnabled") ?? "Enabled",
    ...(section.has("Rule") ? { Rule: { DefaultRetention: retentionOf(section.section("Rule")) } } : {}),
  }));
  const tags = Object.entries(properties.tags());
  if (tags.length > 0) said.set("tagging", { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } });
  return said;
}

function encryptionOf(section: Properties): XmlContent | undefined {
  const rules = section.sections("ServerSideEncryptionConfiguration").map((rule) => {
    const byDefault = rule.section("ServerSideEncryptionByDefault");
    rule.inert("BlockedEncryptionTypes");
    return present({
      ApplyServerSideEncryptionByDefault: rule.has("ServerSideEncryptionByDefault")
        ? present({
            SSEAlgorithm: byDefault.text("SSEAlgorithm"),
            KMSMasterKeyID: byDefault.optionalText("KMSMasterKeyID"),
          })
        : undefined,
      BucketKeyEnabled: rule.optionalBoolean("BucketKeyEnabled"),
    });
  });
  return rules.length === 0 ? undefined : { Rule: rules };
}

function corsRule(rule: Properties): XmlContent {
  return present({
    ID: rule.optionalText("Id"),
    AllowedHeader: rule.texts("AllowedHeaders"),
    AllowedMethod: rule.texts("AllowedMethods"),
    AllowedOrigin: rule.texts("AllowedOrigins"),
    ExposeHeader: rule.texts("ExposedHeaders"),
    MaxAgeSeconds: rule.optionalNumber("MaxAge"),
  });
}

function lifecycleRule(rule: Properties): XmlContent {
  const tags = rule.sections("TagFilters").map((tag) => ({ Key: tag.text("Key"), Value: tag.text("Value") }));
  const conditions = present({
    Prefix: rule.optionalText("Prefix"),
    ObjectSizeGreaterThan: rule.optionalText("ObjectSizeGreaterThan"),
    ObjectSizeLessThan: rule.optionalText("ObjectSizeLessThan"),
    Tag: tags.length === 0 ? undefined : tags,
  });
  const isOfOne = Object.keys(conditions).length <= 1 && tags.length <= 1;
  const transitions = [
    ...rule.sections("Transitions"),
    ...(rule.has("Transition") ? [rule.section("Transition")] : []),
  ];
  const olderTransitions = [
    ...rule.sections("NoncurrentVersionTransitions"),
    ...(rule.has("NoncurrentVersionTransition") ? [rule.section("NoncurrentVersionTransition")] : []),
  ];
  const expiration = present({
    Date: dateOf(rule.optionalText("ExpirationDate")),
    Days: rule.optionalNumber("ExpirationInDays"),
    ExpiredObjectDeleteMarker: rule.optionalBoolean("ExpiredObjectDeleteMarker"),
  });
  return present({
    ID: rule.optionalText("Id"),
    Filter: isOfOne ? conditions : { And: conditions },
    Status: rule.text("Status"),
    Expiration: Object.keys(expiration).length === 0 ? undefined : expiration,
    Transition: transitions.map((each) =>
      present({
        Date: dateOf(each.optionalText("TransitionDate")),
        Days: each.optionalNumber("TransitionInDays"),
        StorageClass: each.text("StorageClass"),
      }),
    ),
    NoncurrentVersionTransition: olderTransitions.map((each) =>
      present({
        NoncurrentDays: each.optionalNumber("TransitionInDays"),
        StorageClass: each.text("StorageClass"),
        NewerNoncurrentVersions: each.optionalNumber("NewerNoncurrentVersions"),
      }),
    ),
    NoncurrentVersionExpiration: olderExpiration(rule),
    AbortIncompleteMultipartUpload: rule.has("AbortIncompleteMultipartUpload")
      ? {
          DaysAfterInitiation: rule
            .section("AbortIncompleteMultipartUpload")
            .optionalNumber("DaysAfterInitiation"),
        }
      : undefined,
  });
}

function olderExpiration(rule: Properties): XmlContent | undefined {
  const days = rule.optionalNumber("NoncurrentVersionExpirationInDays");
  if (!rule.has("NoncurrentVersionExpiration"))
    return days === undefined ? undefined : { NoncurrentDays: days };
  const section = rule.section("NoncurrentVersionExpiration");
  return present({
    NoncurrentDays: section.optionalNumber("NoncurrentDays"),
    NewerNoncurrentVersions: section.optionalNumber("NewerNoncurrentVersions"),
  });
}

/** A template may leave the time out. */
function dateOf(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

function websiteOf(section: Properties): XmlContent {
  const index = section.optionalText("IndexDocument");
  const error = section.optionalText("ErrorDocument");
  const all = section.section("RedirectAllRequestsTo");
  const rules = section.sections("RoutingRules").map((rule) => {
    const condition = rule.section("RoutingRuleCondition");
    const redirect = rule.section("RedirectRule");
    const when = present({
      HttpErrorCodeReturnedEquals: condition.optionalText("HttpErrorCodeReturnedEquals"),
      KeyPrefixEquals: condition.optionalText("KeyPrefixEquals"),
    });
    return present({
      Condition: Object.keys(when).length === 0 ? undefined : when,
      Redirect: present(
        Object.fromEntries(
          ["HostName", "HttpRedirectCode", "Protocol", "ReplaceKeyPrefixWith", "ReplaceKeyWith"].map(
            (name) => [name, redirect.optionalText(name)],
          ),
        ),
      ),
    });
  });
  return present({
    RedirectAllRequestsTo: section.has("RedirectAllRequestsTo")
      ? present({ HostName: all.text("HostName"), Protocol: all.optionalText("Protocol") })
      : undefined,
    IndexDocument: index === undefined ? undefined : { Suffix: index },
    ErrorDocument: error === undefined ? undefined : { Key: error },
    RoutingRules: rules.length === 0 ? undefined : { RoutingRule: rules },
  });
}

function retentionOf(rule: Properties): XmlContent {
  const retention = rule.section("DefaultRetention");
  return present({
    Mode: retention.text("Mode"),
    Days: retention.optionalNumber("Days"),
    Years: retention.optionalNumber("Years"),
  });
}

/** Without the members that are not said. */
function present(content: XmlContent): XmlContent {
  return Object.fromEntries(
    Object.entries(content).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
