// The document of an API, which stands in its template or lies in a bucket.

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import type { Properties } from "../../../aws/template/properties.ts";
import { documentIn } from "../api-document.ts";

/** Of S3 only this is needed. */
export interface ObjectSource {
  getObject(bucket: string, key: string, versionId?: string): Promise<{ readonly bytes: Uint8Array }>;
}

/** Undefined for an API without one. Rejects with TemplateError for one that is none, or is not where it should be. */
export async function bodyIn(properties: Properties, objects: ObjectSource): Promise<JsonObject | undefined> {
  const [body, location] = [properties.json("Body"), properties.json("BodyS3Location")];
  if (location !== undefined) return bodyAt(properties.section("BodyS3Location"), objects);
  if (body === undefined || isJsonObject(body)) return body;
  return properties.fail("Body", "must be an object");
}

async function bodyAt(location: Properties, objects: ObjectSource): Promise<JsonObject> {
  const [bucket, key] = [location.text("Bucket"), location.text("Key")];
  location.inert("ETag");
  const version = location.optionalText("Version");
  const found = await objects
    .getObject(bucket, key, version)
    .catch((error: Error) => location.fail("", `${bucket}/${key} cannot be read: ${error.message}`));
  try {
    return documentIn(Buffer.from(found.bytes).toString("utf8"));
  } catch (error) {
    return location.fail("", `${bucket}/${key} ${(error as Error).message}`);
  }
}
