// Whatever stands in a template, SAM's transform expands it or says what is wrong with it, and where.

import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { readTemplateText } from "../../../../../src/services/cloudformation/template/template-source.ts";
import { samInPieces } from "../../../../../src/services/cloudformation/transforms/sam/sam-transform.ts";
import { atOnce } from "../../../../../src/time/time-slice.ts";
import { templateFiles } from "../../template/support/template-files.ts";

const files = templateFiles(join(import.meta.dirname, "suite"));

const strange: readonly Json[] = [
  ...[null, "", "x", 5, -1, true, false],
  ...[[], [null], [{}], [[]], {}, { a: 1 }],
  ...[{ Ref: "AWS::NoValue" }, { Ref: "Nothing" }, { Ref: 5 }, { "Fn::GetAtt": "A.B" }, { "Fn::GetAtt": [] }],
  ...[
    { "Fn::If": ["C", "a", { Ref: "AWS::NoValue" }] },
    { "Fn::If": "x" },
    { "Fn::Sub": 5 },
    { "Fn::Sub": [] },
  ],
];

/** Every copy of a value in which one member of it, or of what is in it, is another value; that of `turn` of each place. */
function* damaged(value: Json, turn: number): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const other = strange[(turn + key.length * 7) % strange.length] as Json;
    yield withMember(value, key, other);
    for (const changed of damaged(member as Json, turn + 1)) yield withMember(value, key, changed);
  }
}

function withMember(value: object, key: string, member: Json): Json {
  if (Array.isArray(value)) return value.with(Number(key), member) as Json;
  return { ...(value as JsonObject), [key]: member };
}

/** Whether it says in JSON what it is; a member that is undefined is none. */
function canBeWritten(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => item !== undefined && canBeWritten(item));
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null)
    return ["string", "boolean", "object"].includes(typeof value);
  return Object.values(value).every((member) => member === undefined || canBeWritten(member));
}

test.each(files)("$name, damaged anywhere, is expanded or refused", ({ name, text }) => {
  const { body } = readTemplateText(text, name);
  let runs = 0;
  for (const turn of [0, 7]) {
    for (const template of damaged(body, turn)) {
      runs += 1;
      const before = JSON.stringify(template);
      const outcome = atOnce(samInPieces({ template: template as JsonObject, region: "eu-central-1" }));
      expect(JSON.stringify(template)).toBe(before);
      if ("template" in outcome) {
        expect(canBeWritten(outcome.template)).toBe(true);
        continue;
      }
      expect(outcome.problems.length).toBeGreaterThan(0);
      for (const problem of outcome.problems) {
        expect(problem.message).not.toMatch(/undefined|\[object/);
        expect(problem.path[0]).toMatch(/^(Resources|Globals)$/);
      }
    }
  }
  expect(runs).toBeGreaterThan(30);
});
