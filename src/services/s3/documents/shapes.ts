// What a document must look like: AWS's schemas as data, and the one refusal of whatever is otherwise.

import { malformedXml, type XmlElement } from "./read-xml.ts";

export type Shape = Text | Structure;

interface Text {
  readonly kind: "text";
  readonly isText: (text: string) => boolean;
}

interface Structure {
  readonly kind: "structure";
  readonly members: Readonly<Record<string, Member>>;
  /** What one member cannot say for itself. */
  readonly isSound: (element: XmlElement) => boolean;
}

export interface Member {
  readonly shape: Shape;
  readonly least: number;
  readonly most: number;
}

type Members = Readonly<Record<string, Member>>;

export const text: Shape = { kind: "text", isText: () => true };
export const filledText: Shape = { kind: "text", isText: (value) => value !== "" };
export const boolean: Shape = { kind: "text", isText: (value) => /^(?:true|false)$/i.test(value) };
export const time: Shape = { kind: "text", isText: (value) => !Number.isNaN(Date.parse(value)) };

/** As long as a whole number of the schemas' type `int`. */
const mostInteger = 2 ** 31 - 1;

export function integer(least = 0, most = mostInteger): Shape {
  const isIn = (number: number) => number >= least && number <= most;
  return { kind: "text", isText: (value) => /^-?\d{1,15}$/.test(value) && isIn(Number(value)) };
}

export function oneOf(...values: readonly string[]): Shape {
  return { kind: "text", isText: (value) => values.includes(value) };
}

export function structure(members: Members, isSound: Structure["isSound"] = () => true): Shape {
  return { kind: "structure", members, isSound };
}

/** Exactly one of these. */
export function choice(members: Members): Shape {
  return structure(members, ({ children }) => children.length === 1);
}

export function required(shape: Shape): Member {
  return { shape, least: 1, most: 1 };
}

export function optional(shape: Shape): Member {
  return { shape, least: 0, most: 1 };
}

export function list(shape: Shape, { least = 0, most = 1000 } = {}): Member {
  return { shape, least, most };
}

/** Throws MalformedXML. */
export function checkShape(element: XmlElement, shape: Shape): void {
  if (shape.kind === "text") {
    if (element.children.length > 0 || !shape.isText(element.text)) throw malformedXml();
    return;
  }
  if (element.text.trim() !== "") throw malformedXml();
  const counts = new Map<string, number>();
  for (const child of element.children) {
    const member = Object.hasOwn(shape.members, child.name) ? shape.members[child.name] : undefined;
    if (member === undefined) throw malformedXml();
    counts.set(child.name, (counts.get(child.name) ?? 0) + 1);
    checkShape(child, member.shape);
  }
  for (const [name, { least, most }] of Object.entries(shape.members)) {
    const count = counts.get(name) ?? 0;
    if (count < least || count > most) throw malformedXml();
  }
  if (!shape.isSound(element)) throw malformedXml();
}
