// The rules of a template: what must hold of its parameters together.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html

import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import type { Problems } from "../problems.ts";
import { namedMembers, onlyKnown } from "./named-members.ts";

export interface TemplateRule {
  readonly name: string;
  /** Undefined for a rule that always takes effect. */
  readonly condition: Json | undefined;
  readonly assertions: readonly Assertion[];
}

export interface Assertion {
  readonly assert: Json;
  readonly description: string | undefined;
}

const kind = { section: "Rules", plural: "rules", name: "Rule", most: 200 };
const members = new Set(["RuleCondition", "Assertions"]);

export function readRules(body: JsonObject, problems: Problems): ReadonlyMap<string, TemplateRule> {
  const read = namedMembers(body, kind, problems).flatMap(([name, value]) => {
    const path = memberPointer("/Rules", name);
    const assertions = isJsonObject(value) ? value.Assertions : undefined;
    if (!isJsonObject(value) || !Array.isArray(assertions)) {
      problems.add(
        path,
        `Template format error: [${path}] Every Rules object must contain a list of Assertions.`,
      );
      return [];
    }
    onlyKnown(value, members, path, problems, (member) => `Invalid template rule property '${member}'`);
    const rule: TemplateRule = {
      name,
      condition: value.RuleCondition,
      assertions: assertions.flatMap((each: Json, index) =>
        readAssertion(each, `${path}/Assertions/${index}`, problems),
      ),
    };
    return [[name, rule] as const];
  });
  return new Map(read);
}

function readAssertion(value: Json, path: string, problems: Problems): readonly Assertion[] {
  const assert = isJsonObject(value) ? value.Assert : undefined;
  if (!isJsonObject(value) || assert === undefined) {
    problems.add(
      path,
      `Template format error: [${path}] Every Assertions object must contain an Assert member.`,
    );
    return [];
  }
  const description = value.AssertDescription;
  return [{ assert, description: typeof description === "string" ? description : undefined }];
}
