// The settings of buckets on the wire: each has operations to put it, to get it and, for most, to take it away.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import {
  type BucketSetting,
  bucketSettings,
  type NumberedSetting,
  numberedSettings,
} from "../buckets/bucket-setting.ts";
import { checkedSetting } from "../buckets/check-setting.ts";
import { putSetting } from "../buckets/put-setting.ts";
import { child, childText, malformedXml, readXml, type XmlElement } from "../documents/read-xml.ts";
import { checkShape } from "../documents/shapes.ts";
import { contentOf, documentOf, xmlDocument } from "../documents/write-xml.ts";
import { startOf, writeToken } from "../listings/continuation-token.ts";
import type { Objects } from "../objects.ts";
import { documentAnswer, empty, type S3Call, type S3Route, xmlAnswer } from "./call.ts";

const largestDocument = 1024 * 1024;

export function bucketSettingsRoutes(objects: Objects): readonly S3Route[] {
  return [
    ...bucketSettings.flatMap((setting) => settingRoutes(objects, setting)),
    ...numberedSettings.flatMap((setting) => numberedRoutes(objects, setting)),
  ];
}

function settingRoutes(objects: Objects, setting: BucketSetting): readonly S3Route[] {
  const { name, operation, removal, putStatus } = setting;
  const { store } = objects;
  const common = { at: "bucket", subresource: name, largestBodyBytes: largestDocument } as const;
  const get: S3Route = {
    ...common,
    ...{ operation: `Get${operation}`, method: "GET" },
    handle: ({ bucket }) =>
      documentAnswer(told(objects, setting, bucket), minimumSize(objects, setting, bucket)),
  };
  const put: S3Route = {
    ...common,
    ...{ operation: `Put${operation}`, method: "PUT" },
    async handle(call) {
      const { bucket, body } = call;
      store.buckets.get(bucket);
      if (name === "object-lock" && body.length === 0)
        throw new ServiceError("MissingRequestBodyError", "Request Body is empty");
      const minimum = name === "lifecycle" ? askedMinimumSize(call) : undefined;
      const document = checkedSetting(readXml(body), setting, { store, bucket });
      await putSetting(objects, bucket, setting, document);
      if (minimum !== undefined) await objects.setBucket(bucket, minimumSetting, minimum);
      return empty(putStatus, minimum === undefined ? {} : { [minimumHeader]: minimum });
    },
  };
  if (removal === undefined) return [get, put];
  const remove: S3Route = {
    ...common,
    ...{ operation: removal, method: "DELETE" },
    async handle({ bucket }) {
      // Encryption is never off: what is taken away is what was set.
      await objects.setBucket(bucket, name, setting.removed === undefined ? undefined : null);
      return empty(204);
    },
  };
  return [get, put, remove];
}

/** The whole document. Throws what AWS says where there is none. */
function told({ store }: Objects, setting: BucketSetting, bucket: string): string {
  const { name, element, unset, removed } = setting;
  const kept = store.buckets.setting(bucket, name);
  if (typeof kept === "string") return kept;
  if (name === "object-lock" && store.buckets.get(bucket).hasObjectLock === true)
    return xmlDocument(element, { ObjectLockEnabled: "Enabled" });
  const error = kept === null ? removed : typeof unset === "string" ? undefined : unset;
  if (error === undefined)
    return `<?xml version="1.0" encoding="UTF-8"?>\n<${element} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${unset}</${element}>`;
  throw new ServiceError(error[0], error[1], { status: 404, members: { BucketName: bucket } });
}

const minimumHeader = "x-amz-transition-default-minimum-object-size";
const minimumSetting = "transitionMinimum";
const usualMinimum = "all_storage_classes_128K";

function minimumSize({ store }: Objects, { name }: BucketSetting, bucket: string): Record<string, string> {
  if (name !== "lifecycle") return {};
  return { [minimumHeader]: store.buckets.setting(bucket, minimumSetting) ?? usualMinimum };
}

/** Throws InvalidRequest. */
function askedMinimumSize({ headers }: S3Call): string {
  const asked = headers[minimumHeader] ?? usualMinimum;
  if (asked === usualMinimum || asked === "varies_by_storage_class") return asked;
  throw new ServiceError("InvalidRequest", `Invalid TransitionDefaultMinimumObjectSize found: ${asked}`);
}

const pageOfSettings = 100;

function numberedRoutes(objects: Objects, setting: NumberedSetting): readonly S3Route[] {
  const { name, operation, element } = setting;
  const { buckets } = objects.store;
  const common = { at: "bucket", subresource: name, largestBodyBytes: largestDocument } as const;
  const hasId = (query: URLSearchParams) => query.has("id");
  const settingOf = ({ query }: S3Call) => `${name}/${query.get("id") ?? ""}`;
  const found = (call: S3Call): XmlElement => {
    const document = buckets.document(call.bucket, settingOf(call));
    if (document !== undefined) return document;
    throw new ServiceError("NoSuchConfiguration", "The specified configuration does not exist.", {
      status: 404,
    });
  };
  return [
    {
      ...common,
      ...{ operation: `Get${operation}`, method: "GET", accepts: hasId },
      handle: (call) => documentAnswer(documentOf(found(call))),
    },
    {
      ...common,
      ...{ operation: `List${operation}s`, method: "GET" },
      accepts: (query) => !hasId(query),
      handle: (call) => listNumbered(objects, setting, call),
    },
    {
      ...common,
      ...{ operation: `Put${operation}`, method: "PUT" },
      async handle(call) {
        buckets.get(call.bucket);
        const document = readXml(call.body);
        checkNumbered(document, setting, call);
        if (document.name !== element) throw malformedXml();
        await objects.setBucket(call.bucket, settingOf(call), documentOf(document));
        return empty(204);
      },
    },
    {
      ...common,
      ...{ operation: `Delete${operation}`, method: "DELETE" },
      async handle(call) {
        found(call);
        await objects.setBucket(call.bucket, settingOf(call), undefined);
        return empty(204);
      },
    },
  ];
}

/** Throws MalformedXML, IdMismatch or InvalidS3DestinationBucket. */
function checkNumbered(document: XmlElement, { name, shape }: NumberedSetting, { query }: S3Call): void {
  checkShape(document, shape);
  if (childText(document, "Id") !== query.get("id")) {
    if (name !== "inventory") throw malformedXml();
    throw new ServiceError("IdMismatch", "Document ID does not match the specified configuration ID.");
  }
  const destination = child(child(document, "Destination"), "S3BucketDestination");
  const bucket = childText(destination, "Bucket");
  if (bucket !== undefined && !/^arn:[^:]+:s3:::/.test(bucket))
    throw new ServiceError("InvalidS3DestinationBucket", "Invalid bucket ARN.");
}

function listNumbered({ store }: Objects, { name, list, element }: NumberedSetting, call: S3Call): RawAnswer {
  const { bucket, query } = call;
  const { buckets } = store;
  const prefix = `${name}/`;
  const from = prefix + startOf(query);
  const names = Object.keys(buckets.get(bucket).settings)
    .filter((each) => each.startsWith(prefix) && each >= from)
    .sort();
  const page = names.slice(0, pageOfSettings);
  const next = names[pageOfSettings]?.slice(prefix.length);
  return xmlAnswer(list, {
    IsTruncated: next !== undefined,
    ...(query.has("continuation-token") ? { ContinuationToken: query.get("continuation-token") } : {}),
    ...(next === undefined ? {} : { NextContinuationToken: writeToken(next) }),
    [element]: page.flatMap((each) => {
      const document = buckets.document(bucket, each);
      return document === undefined ? [] : [contentOf(document)];
    }),
  });
}
