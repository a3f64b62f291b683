// A template is read and checked piece by piece, so that a large one lets others have their turn.

import { expect, test } from "@jest/globals";
import { templateInPieces } from "../../../../src/services/cloudformation/template/parse-template.ts";
import { readTemplateInPieces } from "../../../../src/services/cloudformation/template/template-source.ts";

function counted<Value>(work: Generator<void, Value>): { readonly value: Value; readonly pieces: number } {
  for (let pieces = 1; ; pieces++) {
    const next = work.next();
    if (next.done === true) return { value: next.value, pieces };
  }
}

test("a text in YAML is read in pieces, to the same template", () => {
  const line = (n: number) =>
    `  Topic${n}:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !Ref AWS::Region}\n`;
  const text = `Resources:\n${Array.from({ length: 200 }, (_, n) => line(n)).join("")}`;
  const { value, pieces } = counted(readTemplateInPieces(text, "t.yaml"));
  expect(pieces).toBeGreaterThan(20);
  expect(Object.keys(value.body.Resources as object)).toHaveLength(200);
  expect(value.body).toMatchObject({
    Resources: { Topic199: { Properties: { DisplayName: { Ref: "AWS::Region" } } } },
  });
});

test("of a text in YAML there is one document", () => {
  expect(() => counted(readTemplateInPieces("Resources: {}\n---\nResources: {}\n", "t.yaml"))).toThrow(
    /YAML not well-formed. \(line 2, column 1\)[\s\S]*it holds more than one document/,
  );
});

test("the references of each resource are a piece", () => {
  const topic = { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "AWS::Region" } } };
  const Resources = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`Topic${n}`, topic]));
  const read = counted(readTemplateInPieces(JSON.stringify({ Resources }), "t.json"));
  expect(read.pieces).toBeGreaterThan(2);
  const { value, pieces } = counted(templateInPieces(read.value));
  expect(value.resources.size).toBe(200);
  expect(pieces).toBeGreaterThan(200);
});
