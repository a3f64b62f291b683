// What Lambda's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html

import { formatArn } from "../../aws/arn.ts";
import { firstText } from "../../aws/wire/arn-members.ts";
import { passing, type ServicePermissions } from "../permissions.ts";
import { parseFunctionName } from "./function-name.ts";
import type { Lambda } from "./lambda.ts";

/** Those of operations that are called otherwise. */
export const actions: Readonly<Record<string, string>> = {
  Invoke: "InvokeFunction",
  InvokeAsync: "InvokeFunction",
  InvokeWithResponseStream: "InvokeFunction",
};

export const lambdaPermissions: ServicePermissions<Lambda> = {
  needsOf(operation, request, { identity }) {
    // Who may call a function's URL is the URL's to say.
    if (firstText(request, "urlId") !== undefined) return [];
    const action = `lambda:${actions[operation] ?? operation}`;
    const named = firstText(request, "functionName", "FunctionName");
    const passRole = passing(firstText(request, "Role"));
    if (named === undefined)
      return [
        { action, resource: firstText(request, "arn", "Resource", "DurableExecutionArn") ?? "*" },
        ...passRole,
      ];
    const { functionName, qualifier = firstText(request, "Qualifier") } = parseFunctionName(named);
    const arn = formatArn(identity, "lambda", `function:${functionName}`);
    return [{ action, resource: qualifier === undefined ? arn : `${arn}:${qualifier}` }, ...passRole];
  },
  deliveryAction: () => "lambda:InvokeFunction",
  policyOf({ functions }, arn) {
    const { functionName, qualifier } = parseFunctionName(arn);
    const Statement = functions.find(functionName)?.policies[qualifier ?? ""]?.statements ?? [];
    return JSON.stringify({ Version: "2012-10-17", Statement });
  },
  denial: { status: 403 },
};
