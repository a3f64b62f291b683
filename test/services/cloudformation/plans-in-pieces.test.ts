// What an update would do, and what SAM makes of a template, is worked out piece by piece, so that a large stack lets others have
// their turn.

import { expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import type { JsonObject } from "../../../src/aws/json.ts";
import { changesInPieces } from "../../../src/services/cloudformation/stacks/plan-changes.ts";
import type { StackInput } from "../../../src/services/cloudformation/stacks/stack.ts";
import { samInPieces } from "../../../src/services/cloudformation/transforms/sam/sam-transform.ts";
import { counted } from "../../support/counted-pieces.ts";

const many = (of: JsonObject): JsonObject =>
  Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`R${n}`, of]));

function inputOf(Resources: JsonObject): StackInput {
  return {
    ...{ body: "", file: "template", processed: { Resources }, transforms: [] },
    ...{ parameters: [], capabilities: [], tags: [], notificationArns: [] },
  };
}

test("each resource's change is a piece of a plan", () => {
  const plan = (Resources: JsonObject) =>
    counted(
      changesInPieces({
        identity: localIdentity,
        stack: { id: "arn:aws:cloudformation:us-east-1:000000000000:stack/s/1", name: "s" },
        input: inputOf(Resources),
        resources: new Map(),
        formerParameters: [],
        exported: () => undefined,
        isUpdatable: () => true,
      }),
    );
  const few = plan({ R0: { Type: "AWS::SNS::Topic" } });
  const { value, pieces } = plan(many({ Type: "AWS::SNS::Topic" }));
  expect(value.changes).toHaveLength(200);
  // Of each it is found out what it refers to, where it comes in the order, and what becomes of it.
  expect(pieces).toBeGreaterThanOrEqual(few.pieces + 3 * 199);
});

test("each resource is a piece of what SAM makes", () => {
  const Resources = many({ Type: "AWS::Serverless::SimpleTable" });
  const { value, pieces } = counted(samInPieces({ template: { Resources }, region: "us-east-1" }));
  expect(Object.keys(("template" in value && value.template.Resources) || {})).toHaveLength(200);
  expect(pieces).toBeGreaterThan(200);
});
