// What Lambda's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html

import { formatArn } from "../../aws/arn.ts";
import { objectOrEmpty } from "../../aws/json.ts";
import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { type Need, passing, type ServicePermissions } from "../permissions.ts";
import { parseFunctionName } from "./function-name.ts";
import type { Lambda } from "./lambda.ts";

/** Those of operations that are called otherwise. */
export const actions: Readonly<Record<string, string>> = {
  Invoke: "InvokeFunction",
  InvokeAsync: "InvokeFunction",
  InvokeWithResponseStream: "InvokeFunction",
};

/** What a request hands on: roles, and the capacity provider that a function is to run on. */
function passedOn(request: WireObject): readonly Need[] {
  const operator = firstText(objectOrEmpty(request.PermissionsConfig), "CapacityProviderOperatorRoleArn");
  const { LambdaManagedInstancesCapacityProviderConfig } = objectOrEmpty(request.CapacityProviderConfig);
  const resource = firstText(
    objectOrEmpty(LambdaManagedInstancesCapacityProviderConfig),
    "CapacityProviderArn",
  );
  return [
    ...passing(firstText(request, "Role")),
    ...passing(operator),
    ...(resource === undefined ? [] : [{ action: "lambda:PassCapacityProvider", resource }]),
  ];
}

export const lambdaPermissions: ServicePermissions<Lambda> = {
  needsOf(operation, request, { identity }) {
    // Who may call a function's URL is the URL's to say.
    if (firstText(request, "urlId") !== undefined) return [];
    const action = `lambda:${actions[operation] ?? operation}`;
    const named = firstText(request, "functionName", "FunctionName");
    if (named === undefined) {
      const provider = firstText(request, "capacityProviderName", "CapacityProviderName");
      const resource =
        provider === undefined
          ? (firstText(request, "arn", "Resource", "DurableExecutionArn") ?? "*")
          : arnOfName(provider, { identity, service: "lambda", kind: "capacity-provider:" });
      return [{ action, resource }, ...passedOn(request)];
    }
    const { functionName, qualifier = firstText(request, "Qualifier") } = parseFunctionName(named);
    const arn = formatArn(identity, "lambda", `function:${functionName}`);
    return [
      { action, resource: qualifier === undefined ? arn : `${arn}:${qualifier}` },
      ...passedOn(request),
    ];
  },
  deliveryAction: () => "lambda:InvokeFunction",
  policyOf({ functions }, arn) {
    const { functionName, qualifier } = parseFunctionName(arn);
    const Statement = functions.find(functionName)?.policies[qualifier ?? ""]?.statements ?? [];
    return JSON.stringify({ Version: "2012-10-17", Statement });
  },
  denial: { status: 403, spell: (need) => need },
};
