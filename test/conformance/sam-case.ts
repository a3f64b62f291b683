// SAM templates with the expansion that AWS's own translator gives them.

import { isJsonObject, type Json, type JsonObject } from "../../src/aws/json.ts";
import { readTemplateText } from "../../src/services/cloudformation/template/template-source.ts";
import { jsonText } from "../../src/services/cloudformation/transforms/sam/json-text.ts";
import { samInPieces } from "../../src/services/cloudformation/transforms/sam/sam-transform.ts";
import { atOnce } from "../../src/time/time-slice.ts";
import type { Difference } from "./match.ts";

export interface SamRow {
  readonly name: string;
  readonly group: "core" | "api";
  /** YAML. */
  readonly template: string;
  readonly expected: JsonObject;
}

/** The region that the recordings were made in. */
const region = "ap-southeast-1";

export function samDifference({ name, template, expected }: SamRow): Difference | undefined {
  const { body } = readTemplateText(template, name, "written out");
  const outcome = atOnce(samInPieces({ template: body, region }));
  if (!("template" in outcome)) return { at: "refused", expected: "an expansion", actual: outcome.message };
  const sets = isSorted(expected) ? "all lists" : unordered;
  return difference(comparable(expected, sets), comparable(outcome.template, sets), "");
}

/** Some recordings have lost the order of all their lists, even where it matters: `Fn::Sub` then begins with its values. */
function isSorted(recording: JsonObject): boolean {
  return JSON.stringify(recording).includes('"Fn::Sub":[{');
}

/** Lists that AWS takes as sets: the recordings have their members in any order. */
const unordered = new Set(["Action", "ManagedPolicyArns", "Policies", "Tags", "identitySource", "tags"]);

/** Sets sorted, and the hash out of the name of an API's deployment, which may differ. */
function comparable(template: JsonObject, sets: ReadonlySet<string> | "all lists"): JsonObject {
  let text = JSON.stringify(template);
  for (const [index, id] of deploymentIds(template).entries())
    text = text.replaceAll(`"${id}"`, `"${id.slice(0, -hashLength)}#${index}"`);
  text = text.replace(/(RestApi deployment id: )[0-9a-f]{40}/g, "$1#");
  return JSON.parse(text, (key, value) =>
    Array.isArray(value) && (sets === "all lists" || sets.has(key)) ? inOrder(value) : value,
  );
}

function inOrder(values: readonly Json[]): readonly Json[] {
  return values
    .map((value) => [jsonText(value), value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => value);
}

const hashLength = 10;

function deploymentIds(template: JsonObject): readonly string[] {
  return Object.entries(template.Resources as JsonObject)
    .filter(([, resource]) => isJsonObject(resource) && resource.Type === "AWS::ApiGateway::Deployment")
    .map(([id]) => id)
    .sort();
}

function difference(
  expected: Json | undefined,
  actual: Json | undefined,
  at: string,
): Difference | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifference(expected, actual, at);
  if (!isJsonObject(expected) || !isJsonObject(actual))
    return expected === actual ? undefined : { at, expected, actual };
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = difference(expected[key], actual[key], `${at}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listDifference(
  expected: readonly Json[],
  actual: readonly Json[],
  at: string,
): Difference | undefined {
  if (expected.length !== actual.length) return { at, expected, actual };
  for (const [index, wanted] of expected.entries()) {
    const found = difference(wanted, actual[index], `${at}/${index}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
