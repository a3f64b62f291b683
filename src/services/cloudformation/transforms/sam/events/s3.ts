// S3: the notification is part of the bucket, which must therefore be in the same template.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, isDraft, listAt, objectAt, present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { ifElse, ref, referredId, where } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function bucketNotification(event: EventSource, invokable: Invokable): undefined {
  const bucket = bucketOf(event);
  const permission = addPermission(event, invokable, {
    principal: "s3.amazonaws.com",
    sourceAccount: ref("AWS::AccountId"),
  });
  dependOn(bucket, permission, event);
  notify(notificationsOf(bucket, event), event, invokable);
  return undefined;
}

function bucketOf(event: EventSource): Draft {
  const id = referredId(event.required("Bucket"));
  const bucket = event.expansion.resource(id);
  if (bucket?.Type !== "AWS::S3::Bucket")
    return event.fail("S3 events must reference an S3 bucket in the same template.", "Bucket");
  return bucket;
}

/** The bucket is created after the permission. A permission under a condition can't stand in `DependsOn`: a tag refers to it. */
function dependOn(bucket: Draft, permission: string, event: EventSource): void {
  const condition = event.owner.condition;
  if (condition === undefined) {
    const dependencies = listAt(bucket, "DependsOn");
    if (!dependencies.includes(permission)) dependencies.push(permission);
    return;
  }
  const properties = objectAt(bucket, "Properties");
  if (properties === undefined) return;
  listAt(properties, "Tags").push({
    Key: `sam:ConditionalDependsOn:${permission}`,
    Value: ifElse(condition, ref(permission), "no dependency"),
  });
}

function notificationsOf(bucket: Draft, event: EventSource): Draft {
  const properties = objectAt(bucket, "Properties");
  const notifications =
    properties === undefined ? undefined : objectAt(properties, "NotificationConfiguration");
  return notifications ?? event.fail("Invalid type for NotificationConfiguration.", "Bucket");
}

function notify(notifications: Draft, event: EventSource, { arn }: Invokable): void {
  const given = event.required("Events");
  const names: readonly Json[] = Array.isArray(given) ? given : [given];
  const configurations = names.map((name) =>
    where(event.owner.condition, present({ Function: arn, Event: name, Filter: event.property("Filter") })),
  );
  const existing = listAt(notifications, "LambdaConfigurations");
  const added = configurations.filter((configuration) => !existing.some((one) => isSame(one, configuration)));
  notifications.LambdaConfigurations = [...added, ...existing];
}

function isSame(one: Json, other: Json): boolean {
  if (!isDraft(one) || !isDraft(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]))
  );
}
