// The XML of requests, read in one pass and within bounds: no entities but the five, no declarations, no more than so many elements.

import { ServiceError } from "../../../aws/service-error.ts";
import { atOnce } from "../../../time/time-slice.ts";

export interface XmlElement {
  /** Without the prefix of its namespace. */
  readonly name: string;
  /** Of an element without others in it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** Without the prefixes of their namespaces, such as `type` for `xsi:type`. */
  readonly attributes: Readonly<Record<string, string>>;
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly begun: number;
}

const deepest = 12;
/** A list has ten thousand parts at most, each with its number, its tag and checksums. */
const mostElements = 80_000;
/** Read in some milliseconds. */
const elementsBetweenYields = 2000;
const tag = /<(?:\?[^>]*\?>|!--[\s\S]*?-->|(\/?)([A-Za-z_][\w.:-]*)((?:\s[^<>]*?)?)(\/?)>)/y;
const attribute = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Throws MalformedXML. */
export function readXml(body: Uint8Array | string): XmlElement {
  return atOnce(xmlInPieces(body));
}

/** The same of a long list. It yields whenever it has worked for some milliseconds. Throws MalformedXML. */
export function* xmlInPieces(body: Uint8Array | string): Generator<void, XmlElement> {
  const text = typeof body === "string" ? body : Buffer.from(body).toString();
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", at)) {
    tag.lastIndex = at;
    const [whole, isEnd, qualified, attributes = "", isEmpty] = tag.exec(text) ?? [];
    if (whole === undefined) throw malformedXml();
    at += whole.length;
    if (qualified === undefined) continue;
    const name = localName(qualified);
    if (isEnd === "") {
      elements += 1;
      if (root !== undefined || open.length >= deepest || elements > mostElements) throw malformedXml();
      if (elements % elementsBetweenYields === 0) yield;
      open.push({ name, children: [], attributes: attributesOf(attributes), begun: at });
      if (isEmpty === "") continue;
    }
    const ended = open.pop();
    if (ended?.name !== name) throw malformedXml();
    const content =
      isEmpty === "" && ended.children.length === 0
        ? unescaped(text.slice(ended.begun, at - whole.length))
        : "";
    const element: XmlElement = {
      name,
      text: content,
      children: ended.children,
      attributes: ended.attributes,
    };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  }
  if (root === undefined || open.length > 0) throw malformedXml();
  return root;
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}

export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((each) => each.name === name) ?? [];
}

export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.text;
}

/** An element of a document that S3 itself completes. */
export function leaf(name: string, text: string): XmlElement {
  return { name, text, children: [], attributes: {} };
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  if (!text.includes("=")) return {};
  return Object.fromEntries(
    [...text.matchAll(attribute)].map(([, name = "", double, single]) => [
      localName(name),
      unescaped(double ?? single ?? ""),
    ]),
  );
}

function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(":") + 1);
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes("&")) return text;
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
