// XML as AWS's services write it: attributes are members that begin with `@`.

import { XMLBuilder } from "fast-xml-parser";

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  format: false,
  processEntities: false,
  tagValueProcessor: (_, value) => escaped(String(value)),
  attributeValueProcessor: (_, value) => escaped(String(value)),
});

export function writeXml(document: object): string {
  return builder.build(document);
}

/** Readers of XML take a carriage return for the end of a line, so that it has to be written as what it is. */
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#xD;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'\r]/g, (character) => entities[character] ?? character);
}
