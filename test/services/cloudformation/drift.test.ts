// A detection of drift ends at once, and says of the stack and of each resource that nothing was compared, as AWS does of what it cannot.

import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { queue, topic } from "./support/resources.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
  await served.create("drifting", { Resources: { Q: queue(), T: topic({}) } });
});
afterAll(() => served.close());

const StackName = "drifting";
const reason = expect.stringContaining("does not compare");

test("of a stack", async () => {
  const { StackDriftDetectionId } = await served.client.send(new DetectStackDriftCommand({ StackName }));
  expect(
    await served.client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId })),
  ).toMatchObject({
    ...{ DetectionStatus: "DETECTION_COMPLETE", StackDriftStatus: "UNKNOWN" },
    ...{ DetectionStatusReason: reason, DriftedStackResourceCount: 0 },
  });
});

test("of each of its resources", async () => {
  const unknown = (LogicalResourceId: string) =>
    expect.objectContaining({
      ...{ LogicalResourceId, StackResourceDriftStatus: "UNKNOWN", DriftStatusReason: reason },
    });
  const { StackResourceDrifts } = await served.client.send(
    new DescribeStackResourceDriftsCommand({ StackName }),
  );
  expect(StackResourceDrifts).toEqual([unknown("Q"), unknown("T")]);
  const { StackResourceDrift } = await served.client.send(
    new DetectStackResourceDriftCommand({ StackName, LogicalResourceId: "Q" }),
  );
  expect(StackResourceDrift).toEqual(unknown("Q"));
});
