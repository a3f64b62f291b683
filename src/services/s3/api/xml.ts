// S3's XML: what it answers, and what is read of a request's body. Bodies are lists of items (objects to delete, parts of an upload)
// and are read in one pass: a general reader takes a second for what a megabyte can hold.

import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer, RouteCall } from "../../../aws/wire/operation.ts";
import { writeXml } from "../../../aws/wire/xml.ts";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

export type XmlContent = { readonly [element: string]: unknown };

export function xmlAnswer(root: string, content: XmlContent, status = 200): RawAnswer {
  return {
    status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml({ [root]: { "@xmlns": namespace, ...content } })}`,
  };
}

export interface XmlList {
  /** The texts of each item's elements by name. */
  readonly items: readonly ReadonlyMap<string, string>[];
  /** The texts of the elements beside the items. */
  readonly more: ReadonlyMap<string, string>;
}

export interface XmlListShape {
  readonly root: string;
  readonly item: string;
  readonly mostItems: number;
}

/** An item has its elements and nothing within them. */
const deepest = 3;
/** Of one item, beside itself: a part has its number, its tag and checksums. */
const mostElements = 12;
const tag = /<(?:\?[^>]*\?>|!--[\s\S]*?-->|(\/?)([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/?)>)/y;

/** Throws MalformedXML, for more items than the operation takes as well. */
export function xmlList({ body }: RouteCall, shape: XmlListShape): XmlList {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  const items: Map<string, string>[] = [];
  const more = new Map<string, string>();
  const open: string[] = [];
  let elements = 0;
  for (let at = text.indexOf("<"), begun = 0; at !== -1; at = text.indexOf("<", at)) {
    tag.lastIndex = at;
    const [whole, isEnd, name, isEmpty] = tag.exec(text) ?? [];
    if (whole === undefined) throw malformedXml();
    if (name !== undefined && isEnd === "") {
      elements += 1;
      if (open.length === 0 ? name !== shape.root || elements > 1 : open.length >= deepest)
        throw malformedXml();
      open.push(name);
      begun = at + whole.length;
      if (open.length === 2 && name === shape.item) items.push(new Map());
      if (items.length > shape.mostItems || elements > (shape.mostItems + 1) * mostElements)
        throw malformedXml();
    }
    if (name !== undefined && (isEnd !== "" || isEmpty !== "")) {
      if (open.pop() !== name) throw malformedXml();
      const into =
        open.length === 2 && open[1] === shape.item
          ? items.at(-1)
          : open.length === 1 && name !== shape.item
            ? more
            : undefined;
      into?.set(name, isEmpty === "" ? unescaped(text.slice(begun, at)) : "");
    }
    at += whole.length;
  }
  if (elements === 0 || open.length > 0) throw malformedXml();
  return { items, more };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));|&/gi,
    (_, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined && Object.hasOwn(entities, name)) return entities[name] ?? "";
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (Number.isInteger(code) && code <= 0x10ffff) return String.fromCodePoint(code);
      throw malformedXml();
    },
  );
}

export function malformedXml(): ServiceError {
  return new ServiceError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
