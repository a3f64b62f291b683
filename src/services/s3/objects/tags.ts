// The tags of objects and buckets. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Tag } from "../catalogue/records.ts";
import { tagging } from "../documents/bucket-shapes.ts";
import { child, children, childText, malformedXml, readXml, type XmlElement } from "../documents/read-xml.ts";
import { checkShape } from "../documents/shapes.ts";

const mostOfObject = 10;
const mostOfBucket = 50;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Throws MalformedXML, InvalidTag or BadRequest. */
export function tagsOfDocument(body: Uint8Array, of: "bucket" | "object"): readonly Tag[] {
  const document = readXml(body);
  if (document.name !== "Tagging") throw malformedXml();
  checkShape(document, tagging);
  const tags = tagsIn(child(document, "TagSet"));
  checkTags(tags, of);
  return tags;
}

export function tagsIn(set: XmlElement | undefined): readonly Tag[] {
  return children(set, "Tag").map((tag) => ({
    Key: childText(tag, "Key") ?? "",
    Value: childText(tag, "Value") ?? "",
  }));
}

/** Throws InvalidTag or BadRequest. */
export function checkTags(tags: readonly Tag[], of: "bucket" | "object"): void {
  const most = of === "object" ? mostOfObject : mostOfBucket;
  if (tags.length > most)
    throw new ServiceError(
      "BadRequest",
      of === "object"
        ? "Object tags cannot be greater than 10"
        : "Bucket tag count cannot be greater than 50",
    );
  const keys = new Set<string>();
  for (const { Key, Value } of tags) {
    if (keys.has(Key)) throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: Key });
    keys.add(Key);
    if (Key.startsWith("aws:"))
      throw invalidTag(
        of === "object"
          ? "Your TagKey cannot be prefixed with aws:"
          : "System tags cannot be added/updated by requester",
        { TagKey: Key },
      );
    if (Key.length < 1 || Key.length > 128 || !allowed.test(Key))
      throw invalidTag("The TagKey you have provided is invalid", { TagKey: Key });
    if (Value.length > 256 || !allowed.test(Value))
      throw invalidTag("The TagValue you have provided is invalid", { TagKey: Key, TagValue: Value });
  }
}

/** `x-amz-tagging` is written as a URL's query is. Throws InvalidArgument, InvalidTag or BadRequest. */
export function tagsOfHeader(header: string | undefined): readonly Tag[] | undefined {
  if (header === undefined || header === "") return undefined;
  const tags = [...new URLSearchParams(header)]
    .filter(([Key]) => Key !== "")
    .map(([Key, Value]) => ({ Key, Value }));
  const keys = new Set(tags.map(({ Key }) => Key));
  if (keys.size < tags.length || tags.some(({ Key, Value }) => !allowed.test(Key) || !allowed.test(Value)))
    throw new ServiceError(
      "InvalidArgument",
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      { members: { ArgumentName: "x-amz-tagging", ArgumentValue: header } },
    );
  checkTags(tags, "object");
  // AWS tells them in the order of their keys.
  return tags.sort((a, b) => (a.Key < b.Key ? -1 : 1));
}

function invalidTag(message: string, members: Readonly<Record<string, string>>): ServiceError {
  return new ServiceError("InvalidTag", message, { members });
}
