// S3's XML: what it answers, and what is read of a request's body.

import { XMLParser } from "fast-xml-parser";
import { ServiceError } from "../aws/service-error.ts";
import type { RawAnswer, RouteCall } from "./operation.ts";
import { writeXml } from "./protocols/xml.ts";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
const parser = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === "Object" || name === "Part",
});

export type XmlContent = { readonly [element: string]: unknown };

export function xmlAnswer(root: string, content: XmlContent, status = 200): RawAnswer {
  return {
    status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml({ [root]: { "@xmlns": namespace, ...content } })}`,
  };
}

/** The content of the body's root element. Throws MalformedXML. */
export function xmlBody({ body }: RouteCall, root: string): XmlContent {
  try {
    const content = parser.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())[root];
    if (typeof content === "object" && content !== null) return content as XmlContent;
  } catch {
    // Said below, as for a body of another root.
  }
  throw new ServiceError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
