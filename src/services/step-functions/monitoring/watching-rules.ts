// The rules that Step Functions makes on AWS when a machine is made, to be told when what its `.sync` tasks have started is over. In the
// region tasks know it without them.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";

export interface WatchingRule {
  readonly name: string;
  readonly managedBy: string;
  readonly description: string;
  readonly eventPattern: string;
  readonly target: { readonly id: string; readonly arn: string };
}

interface Watched {
  /** What a Resource that is waited for ends with, or has behind it only which version of the answer is meant. */
  readonly resource: string;
  readonly name: string;
  readonly what: string;
  readonly pattern: JsonObject;
}

export const executionsRule = "StepFunctionsGetEventsForStepFunctionsExecutionRule";

const watched: readonly Watched[] = [
  {
    resource: ":states:startExecution.sync",
    name: executionsRule,
    what: "integrated workflow executions",
    pattern: {
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: { status: ["FAILED", "SUCCEEDED", "TIMED_OUT", "ABORTED"] },
    },
  },
  {
    resource: ":ecs:runTask.sync",
    name: "StepFunctionsGetEventsForECSTaskRule",
    what: "AWS ECS Tasks",
    pattern: {
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: { lastStatus: ["STOPPED"], desiredStatus: ["STOPPED"], startedBy: ["AWS Step Functions"] },
    },
  },
];

export function waitsForExecutions(definition: string): boolean {
  return watchedBy(definition).some(({ name }) => name === executionsRule);
}

export function watchingRules(
  definition: string,
  { partition, region }: RegionIdentity,
): readonly WatchingRule[] {
  return watchedBy(definition).map(({ name, what, pattern }) => ({
    ...{ name, managedBy: "states.amazonaws.com" },
    description: `This rule is used to notify Step Functions regarding ${what}`,
    eventPattern: `${JSON.stringify(pattern, undefined, 2)}\n`,
    target: { id: `${name}-Id`, arn: `arn:${partition}:states:${region}:::` },
  }));
}

function watchedBy(definition: string): readonly Watched[] {
  return watched.filter(({ resource }) => definition.includes(resource));
}
