// Function URLs that the public was let ask, by the half of what that takes since October 2025: older tools write no more than it.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html

import type { JsonObject } from "../../../aws/json.ts";
import type { StackResource } from "./stack.ts";

type Resource = Pick<StackResource, "logicalId" | "type" | "standing">;

/** A line for each URL that everybody may ask by one of the two permissions, and nobody gets an answer from. */
export function urlWarnings(resources: readonly Resource[]): readonly string[] {
  const permissions = resources.filter(({ type }) => type === "AWS::Lambda::Permission").map(propertiesOf);
  return resources
    .filter((each) => each.type === "AWS::Lambda::Url" && propertiesOf(each).AuthType === "NONE")
    .flatMap((each) => {
      const { TargetFunctionArn: target, Qualifier: qualifier } = propertiesOf(each);
      const called =
        qualifier === undefined ? functionIn(target) : `${functionIn(target)}:${String(qualifier)}`;
      const its = permissions.filter(({ FunctionName: name }) => functionIn(name) === called);
      const isLetAsk = its.some(({ Action: action }) => action === "lambda:InvokeFunctionUrl");
      const isLetInvoke = its.some(({ Action: action }) => action === "lambda:InvokeFunction");
      return isLetAsk && !isLetInvoke ? [`/Resources/${each.logicalId}: ${problem}`] : [];
    });
}

const problem =
  "the URL answers 403: since October 2025 the public needs lambda:InvokeFunction with InvokedViaFunctionUrl as well as lambda:InvokeFunctionUrl";

function propertiesOf({ standing }: Resource): JsonObject {
  return standing?.properties ?? {};
}

/** `name`, or `name:alias`, of either of them or of an ARN. */
function functionIn(named: unknown): string {
  return String(named).split(":function:").at(-1) ?? "";
}
