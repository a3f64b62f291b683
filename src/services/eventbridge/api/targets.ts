// The targets of EventBridge's rules on the wire.

import { isJsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { given } from "../../../aws/wire/given.ts";
import {
  optionalBoolean,
  optionalInteger,
  optionalObject,
  optionalString,
  optionalStringList,
  requiredList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { EventBuses } from "../buses/event-buses.ts";
import { pageOf } from "../page.ts";
import type { RuleTarget } from "../rules/rule.ts";
import { pageRequest } from "./members.ts";

export function targetOperations(buses: EventBuses): Record<string, Operation> {
  const succeeded = { FailedEntryCount: 0, FailedEntries: [] };
  const busOf = (request: WireObject) => optionalString(request, "EventBusName");
  return {
    async PutTargets(request) {
      const targets = requiredList(request, "Targets").map(toTarget);
      await buses.putTargets(requiredString(request, "Rule"), targets, busOf(request));
      return succeeded;
    },
    ListTargetsByRule(request) {
      const { items, nextToken } = pageOf(
        buses.listTargetsByRule(requiredString(request, "Rule"), busOf(request)),
        pageRequest(request),
      );
      return { Targets: items.map(fromTarget), NextToken: nextToken };
    },
    async RemoveTargets(request) {
      const ids = optionalStringList(request, "Ids") ?? [];
      await buses.removeTargets(requiredString(request, "Rule"), ids, busOf(request), {
        isForced: optionalBoolean(request, "Force"),
      });
      return succeeded;
    },
  };
}

function toTarget(target: WireObject): RuleTarget {
  const transformer = optionalObject(target, "InputTransformer");
  const retryPolicy = optionalObject(target, "RetryPolicy");
  const deadLetterConfig = optionalObject(target, "DeadLetterConfig");
  const parameters = Object.fromEntries(
    Object.entries(target).filter(([name]) => name.endsWith("Parameters")),
  );
  if (!isJsonObject(parameters))
    throw new ServiceError("ValidationException", "Target parameters must be JSON");
  return {
    id: requiredString(target, "Id"),
    arn: requiredString(target, "Arn"),
    ...given("roleArn", optionalString(target, "RoleArn")),
    ...given("input", optionalString(target, "Input")),
    ...given("inputPath", optionalString(target, "InputPath")),
    ...given("inputTransformer", transformer && toTransformer(transformer)),
    ...given(
      "retryPolicy",
      retryPolicy && {
        ...given("maximumRetryAttempts", optionalInteger(retryPolicy, "MaximumRetryAttempts")),
        ...given("maximumEventAgeInSeconds", optionalInteger(retryPolicy, "MaximumEventAgeInSeconds")),
      },
    ),
    ...given("deadLetterConfig", deadLetterConfig && given("arn", optionalString(deadLetterConfig, "Arn"))),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}

function toTransformer(transformer: WireObject) {
  const paths = Object.entries(optionalObject(transformer, "InputPathsMap") ?? {});
  return {
    inputTemplate: requiredString(transformer, "InputTemplate"),
    inputPathsMap: Object.fromEntries(paths.map(([name, path]) => [name, String(path)])),
  };
}

function fromTarget(target: RuleTarget): WireObject {
  const { inputTransformer, retryPolicy, deadLetterConfig } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    RoleArn: target.roleArn,
    Input: target.input,
    InputPath: target.inputPath,
    InputTransformer: inputTransformer && {
      InputPathsMap: inputTransformer.inputPathsMap,
      InputTemplate: inputTransformer.inputTemplate,
    },
    RetryPolicy: retryPolicy && {
      MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
      MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
    },
    DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
    ...target.parameters,
  };
}
