// S3's XML as it is answered and kept.

import { writeXml } from "../../../aws/wire/xml.ts";
import type { XmlElement } from "./read-xml.ts";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
const instance = "http://www.w3.org/2001/XMLSchema-instance";
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export type XmlContent = { readonly [element: string]: unknown };

/** A document of elements by their names; a list is an element for each of its items. */
export function xmlDocument(root: string, content: XmlContent): string {
  return plainDocument(root, { "@xmlns": namespace, ...content });
}

/** Of the few that have no namespace. */
export function plainDocument(root: string, content: XmlContent): string {
  return `${declaration}${writeXml({ [root]: content })}`;
}

/** A document as it was read. */
export function documentOf(root: XmlElement): string {
  return xmlDocument(root.name, contentOf(root));
}

/** What is in an element, in the order in which its names first come. */
export function contentOf({ children }: XmlElement): XmlContent {
  const content: Record<string, unknown[]> = {};
  for (const child of children) {
    const of = Object.hasOwn(content, child.name) ? content[child.name] : undefined;
    const value = contentOrText(child);
    if (of === undefined) content[child.name] = [value];
    else of.push(value);
  }
  return content;
}

function contentOrText(element: XmlElement): unknown {
  const { children, text, attributes } = element;
  const kept = attributes.type === undefined ? {} : { "@xmlns:xsi": instance, "@xsi:type": attributes.type };
  if (children.length > 0) return { ...kept, ...contentOf(element) };
  return attributes.type === undefined ? text : { ...kept, "#text": text };
}
