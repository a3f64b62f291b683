// Requests of the Query protocol: forms whose names spell a path (`Entries.member.1.Id`).
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

import { ServiceError } from "../service-error.ts";
import type { WireObject } from "./operation.ts";

/** A form nests no deeper than AWS's shapes do; a hostile one could. */
const deepest = 16;
/** A thousand metrics of PutMetricData with twenty fields each. */
const mostFields = 20_000;

interface Node {
  readonly children: Map<string, Node>;
  value: string | undefined;
}

/** The fields of a form. Throws MalformedQueryString for more than any request has. */
export function formFields(text: string): URLSearchParams {
  let fields = 1;
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1)) {
    fields += 1;
    if (fields > mostFields)
      throw new ServiceError("MalformedQueryString", `The request has more than ${mostFields} parameters`);
  }
  return new URLSearchParams(text);
}

/**
 * The form as nested values: numbered steps (with or without `member` or `entry` before them) make lists.
 * Throws MalformedQueryString.
 */
export function decodeForm(text: string): WireObject {
  const root = newNode();
  for (const [name, value] of formFields(text)) {
    let node = root;
    for (const step of name.split(".", deepest)) {
      const next = node.children.get(step) ?? newNode();
      node.children.set(step, next);
      node = next;
    }
    node.value = value;
  }
  const request = toValue(root);
  return typeof request === "object" ? (request as WireObject) : {};
}

function newNode(): Node {
  return { children: new Map(), value: undefined };
}

function toValue(node: Node): unknown {
  if (node.children.size === 0) return node.value;
  const steps = [...node.children.keys()];
  const [only] = steps;
  if (steps.length === 1 && (only === "member" || only === "entry")) {
    return toValue(node.children.get(only) ?? newNode());
  }
  if (steps.every((step) => /^\d+$/.test(step))) {
    const items = [...node.children].sort(([left], [right]) => Number(left) - Number(right));
    return items.map(([, child]) => toValue(child));
  }
  const members: Record<string, unknown> = Object.create(null);
  for (const [step, child] of node.children) members[step] = toValue(child);
  return members;
}
