// A bucket's settings on the wire: each has operations to put it, to get it and, but for versioning, to take it away.

import type { RawAnswer, Route, RouteCall } from "../../../aws/wire/operation.ts";
import { type BucketSetting, bucketSettings } from "../bucket-settings.ts";
import type { Objects } from "../objects.ts";

const bucketPath = /^\/(?<bucket>[^/]+)\/?$/;

/** The names in the query by which a setting is meant. */
export const settingNames: readonly string[] = bucketSettings.map(({ name }) => name);

export function bucketSettingRoutes(objects: Objects): readonly Route[] {
  return bucketSettings.flatMap((setting) => routesOf(objects, setting));
}

function routesOf(objects: Objects, setting: BucketSetting): readonly Route[] {
  const { settings } = objects;
  const { name, operation, element, isRemovable } = setting;
  const route = (
    verb: string,
    method: string,
    handle: (bucket: string, call: RouteCall) => Promise<RawAnswer>,
  ): Route => ({
    ...{ operation: `${verb}${operation}`, method, path: bucketPath },
    accepts: (query) => query.has(name),
    handle(call) {
      const { bucket = "" } = call.parameters;
      objects.headBucket(bucket);
      return handle(bucket, call);
    },
  });
  const contentType = element === undefined ? "application/json" : "application/xml";
  const get = route("Get", "GET", async (bucket) => ({
    status: 200,
    headers: { "content-type": contentType },
    body: settings.get(bucket, setting),
  }));
  const put = route("Put", "PUT", async (bucket, { body }) => {
    await settings.put(bucket, setting, body);
    return { status: element === undefined ? 204 : 200, headers: {}, body: "" };
  });
  const remove = route("Delete", "DELETE", async (bucket) => {
    await settings.remove(bucket, setting);
    return { status: 204, headers: {}, body: "" };
  });
  // The lifecycle's deletion has a shorter name.
  const named = name === "lifecycle" ? { ...remove, operation: "DeleteBucketLifecycle" } : remove;
  return isRemovable ? [get, put, named] : [get, put];
}
