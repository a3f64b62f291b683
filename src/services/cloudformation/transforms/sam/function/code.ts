// Where a function's or a layer's code is: an S3 location as SAM writes it, as the one that Lambda takes.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, present } from "../draft.ts";
import type { SamResource } from "../sam-resource.ts";
import { told } from "../told.ts";

export interface S3Location {
  readonly bucket: Json;
  readonly key: Json;
  readonly version?: Json;
}

/** `s3://bucket/key`, with `?versionId=…`, or `Bucket`, `Key` and `Version`. Throws InvalidResource for anything else. */
export function s3Location(resource: SamResource, property: string): S3Location {
  const value = resource.property(property);
  if (isDraft(value)) {
    const [bucket, key, version] = [own(value, "Bucket"), own(value, "Key"), own(value, "Version")];
    if (bucket === undefined || key === undefined)
      return resource.fail(`'${property}' requires Bucket and Key properties to be specified.`, property);
    return version === undefined ? { bucket, key } : { bucket, key, version };
  }
  if (typeof value !== "string")
    return resource.fail(`'${property}' must be of type dict or string.`, property);
  const location = parsedUri(value);
  return (
    location ??
    resource.fail(
      `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
      property,
    )
  );
}

export function parsedUri(uri: string): S3Location | undefined {
  const match = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?(.*))?$/.exec(uri);
  if (match === null) return undefined;
  const version = new URLSearchParams(match[3] ?? "").get("versionId");
  const location = { bucket: match[1] as string, key: match[2] as string };
  return version === null ? location : { ...location, version };
}

export function lambdaLocation({ bucket, key, version }: S3Location): JsonObject {
  return present({ S3Bucket: bucket, S3Key: key, S3ObjectVersion: version });
}

/** `Code` of a function, from the first of the properties that says it. */
export function functionCode(resource: SamResource): JsonObject {
  const isImage = resource.property("PackageType") === "Image";
  const code = isImage ? imageCode(resource) : zipCode(resource);
  const has = (name: string) => !isNothing(resource.property(name));
  if (!isImage && !(has("Runtime") && has("Handler")))
    resource.fail("Runtime and Handler needs to be present when PackageType is of type `Zip`");
  if (!isImage && has("ImageConfig"))
    resource.fail(
      "ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`",
      "ImageConfig",
    );
  const ofZip = isImage ? ["Runtime", "Handler", "Layers"].find(has) : undefined;
  if (ofZip !== undefined)
    resource.fail("Runtime, Handler, Layers cannot be present when PackageType is of type `Image`", ofZip);
  const key = resource.property("SourceKMSKeyArn");
  return key === undefined ? code : { ...code, SourceKMSKeyArn: key };
}

function imageCode(resource: SamResource): JsonObject {
  const image = resource.property("ImageUri");
  if (image === undefined) return resource.fail("'ImageUri' must be set.", "PackageType");
  return { ImageUri: image };
}

/** What AWS's translator takes for nothing said. */
function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === "" || value === false || value === 0) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function zipCode(resource: SamResource): JsonObject {
  const packageType = resource.property("PackageType");
  if (packageType !== undefined && packageType !== "Zip")
    return resource.fail(`invalid 'PackageType' : ${told(packageType)}`, "PackageType");
  const [inline, uri] = [resource.property("InlineCode"), resource.property("CodeUri")];
  if (inline !== undefined) return { ZipFile: inline };
  if (uri !== undefined) return lambdaLocation(s3Location(resource, "CodeUri"));
  return resource.fail("Only one of 'InlineCode' or 'CodeUri' can be set.");
}
