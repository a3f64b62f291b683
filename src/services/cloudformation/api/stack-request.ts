// What requests say of a stack besides its template.

import type { JsonObject } from "../../../aws/json.ts";
import {
  constraintError,
  optionalBoolean,
  optionalInteger,
  optionalList,
  optionalObject,
  optionalString,
  optionalStringList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { compilePattern } from "../../../policies/pattern.ts";
import type { ImportTarget, OnFailure, RollbackConfiguration, StackInput, Tag } from "../stacks/stack.ts";
import { validationError } from "../stacks/stack-errors.ts";
import type { GivenParameter, InputRequest } from "../stacks/stack-inputs.ts";

/** A new stack's name. Throws ValidationError. */
export function newStackName(request: WireObject): string {
  const name = requiredString(request, "StackName");
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name))
    throw constraintError(
      "StackName",
      name,
      "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
    );
  if (name.length > 128) throw constraintError("StackName", name, "have length less than or equal to 128");
  return name;
}

/** Throws ValidationError. */
export function changeSetName(request: WireObject): string {
  const name = requiredString(request, "ChangeSetName");
  if (name.startsWith("arn:") || /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw constraintError(
    "ChangeSetName",
    name,
    "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/]*",
  );
}

/** Undefined for a change set that takes in nothing. Throws ValidationError. */
export function importTargets(
  request: WireObject,
  type: "CREATE" | "UPDATE" | "IMPORT",
): readonly ImportTarget[] | undefined {
  const given = optionalList(request, "ResourcesToImport") ?? [];
  if (type !== "IMPORT") {
    if (given.length === 0) return undefined;
    throw validationError("ResourcesToImport can be specified only if ChangeSetType is IMPORT");
  }
  if (given.length === 0)
    throw validationError("ResourcesToImport must be specified if ChangeSetType is IMPORT");
  return given.map((each) => ({
    logicalId: requiredString(each, "LogicalResourceId"),
    type: requiredString(each, "ResourceType"),
    identifier: Object.fromEntries(
      (optionalList(each, "ResourceIdentifier") ?? []).map((entry) => [
        requiredString(entry, "key"),
        requiredString(entry, "value"),
      ]),
    ),
  }));
}

/** All but the template. Throws ValidationError. */
export function inputFacts(request: WireObject): Omit<InputRequest, "template"> {
  return {
    parameters: (optionalList(request, "Parameters") ?? []).map(givenParameter),
    capabilities: capabilitiesOf(request),
    tags: optionalList(request, "Tags")?.map(tagOf),
    notificationArns: optionalStringList(request, "NotificationARNs"),
    roleArn: optionalString(request, "RoleARN"),
    rollbackConfiguration: rollbackOf(request),
  };
}

function givenParameter(parameter: WireObject): GivenParameter {
  const key = requiredString(parameter, "ParameterKey");
  const value = optionalString(parameter, "ParameterValue");
  const isPrevious = optionalBoolean(parameter, "UsePreviousValue") ?? false;
  if (isPrevious && value !== undefined)
    throw validationError(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
    );
  return { key, value: value ?? (isPrevious ? undefined : ""), isPrevious };
}

const noVariables = new Map<string, string>();

const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];

function capabilitiesOf(request: WireObject): readonly string[] {
  const given = optionalStringList(request, "Capabilities") ?? [];
  for (const each of given)
    if (!capabilities.includes(each))
      throw constraintError(
        "Capabilities",
        `[${given.join(", ")}]`,
        `satisfy constraint: [Member must satisfy enum value set: [${capabilities.join(", ")}]]`,
      );
  return given;
}

function tagOf(tag: WireObject): Tag {
  return { key: requiredString(tag, "Key"), value: requiredString(tag, "Value") };
}

function rollbackOf(request: WireObject): RollbackConfiguration | undefined {
  const given = optionalObject(request, "RollbackConfiguration");
  return (
    given && {
      monitoringTimeInMinutes: optionalInteger(given, "MonitoringTimeInMinutes"),
      triggers: optionalList(given, "RollbackTriggers")?.map(triggerOf),
    }
  );
}

function triggerOf(trigger: WireObject) {
  const arn = requiredString(trigger, "Arn");
  const type = requiredString(trigger, "Type");
  if (type !== "AWS::CloudWatch::Alarm" && type !== "AWS::CloudWatch::CompositeAlarm")
    throw validationError("Rollback Trigger Type not supported");
  if (!/^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:./.test(arn))
    throw validationError("RelativeId of a Rollback Trigger's ARN is incorrect");
  return { arn, type };
}

/** Whether the request lets the stack have what is in its template. Throws ValidationError. */
export function checkAllowedTypes(request: WireObject, { processed }: StackInput): void {
  const allowed = optionalStringList(request, "ResourceTypes");
  if (allowed === undefined || allowed.length === 0) return;
  const patterns = allowed.map((name) => compilePattern(name, { hasWildcards: true, hasVariables: false }));
  for (const { Type: type = "" } of Object.values(resourcesOf(processed)))
    if (!patterns.some((matches) => matches(type, noVariables)))
      throw validationError(
        `Resource type ${type} is not allowed by parameter ResourceTypes [${allowed.join(", ")}]`,
      );
}

function resourcesOf(processed: JsonObject) {
  return (processed.Resources ?? {}) as Readonly<Record<string, { readonly Type?: string }>>;
}

/** What becomes of a stack if the operation fails. Throws ValidationError. */
export function onFailureOf(request: WireObject): OnFailure | undefined {
  const disabled = optionalBoolean(request, "DisableRollback");
  const onFailure = optionalString(request, "OnFailure") ?? optionalString(request, "OnStackFailure");
  if (disabled !== undefined && onFailure !== undefined)
    throw validationError("You can specify either DisableRollback or OnFailure, but not both.");
  if (onFailure === undefined) return disabled === true ? "DO_NOTHING" : undefined;
  if (onFailure === "DO_NOTHING" || onFailure === "ROLLBACK" || onFailure === "DELETE") return onFailure;
  throw constraintError("OnFailure", onFailure, "satisfy enum value set: [ROLLBACK, DELETE, DO_NOTHING]");
}
