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

test("the references of each resource are a piece", () => {
  const topic = { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "AWS::Region" } } };
  const Resources = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`Topic${n}`, topic]));
  const read = counted(readTemplateInPieces(JSON.stringify({ Resources }), "t.json"));
  expect(read.pieces).toBeGreaterThan(2);
  const { value, pieces } = counted(templateInPieces(read.value));
  expect(value.resources.size).toBe(200);
  expect(pieces).toBeGreaterThan(200);
});
