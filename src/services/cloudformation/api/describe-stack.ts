// Stacks, resources and events as the API tells them.

import type { WireObject } from "../../../aws/wire/operation.ts";
import type {
  ParameterValue,
  RollbackConfiguration,
  Stack,
  StackEvent,
  StackResource,
  Tag,
} from "../stacks/stack.ts";
import type { StackRecord } from "../stacks/stack-book.ts";

const hidden = "****";

export function describeStack({ stack }: StackRecord): WireObject {
  const { input } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: input.description,
    Parameters: unlessEmpty(describeParameters(input.parameters)),
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: dateOf(stack.updatedAt),
    DeletionTime: dateOf(stack.deletedAt),
    RollbackConfiguration: describeRollback(input.rollbackConfiguration),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.onFailure === "DO_NOTHING",
    NotificationARNs: input.notificationArns,
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: unlessEmpty(input.capabilities),
    Outputs: unlessEmpty(
      stack.outputs.map(({ key, value, description, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: description,
        ExportName: exportName,
      })),
    ),
    RoleARN: input.roleArn,
    Tags: describeTags(input.tags),
    EnableTerminationProtection: stack.status === "DELETE_COMPLETE" ? undefined : stack.isProtected,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: notChecked,
  };
}

export function summarizeStack({ stack }: StackRecord): WireObject {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.input.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: dateOf(stack.updatedAt),
    DeletionTime: dateOf(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: notChecked,
  };
}

/** Some lists are not told of while there is nothing in them. */
export function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

const notChecked = { StackDriftStatus: "NOT_CHECKED" };
const resourceNotChecked = { StackResourceDriftStatus: "NOT_CHECKED" };

export function describeParameters(parameters: readonly ParameterValue[]): readonly WireObject[] {
  return parameters.map(({ key, value, resolvedValue, isHidden = false }) => ({
    ParameterKey: key,
    ParameterValue: isHidden ? hidden : value,
    ResolvedValue: isHidden && resolvedValue !== undefined ? hidden : resolvedValue,
  }));
}

export function describeTags(tags: readonly Tag[]): readonly WireObject[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

export function describeRollback(configuration: RollbackConfiguration | undefined): WireObject {
  const { monitoringTimeInMinutes, triggers } = configuration ?? {};
  return {
    MonitoringTimeInMinutes: monitoringTimeInMinutes,
    RollbackTriggers: triggers?.map(({ arn, type }) => ({ Arn: arn, Type: type })),
  };
}

/** As DescribeStackResources has it. */
export function describeResource({ id, name }: Stack, resource: StackResource): WireObject {
  return {
    StackName: name,
    StackId: id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.standing?.ref,
    ResourceType: resource.type,
    Timestamp: new Date(resource.changedAt),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: resourceNotChecked,
  };
}

/** As DescribeStackResource has it. */
export function detailResource(stack: Stack, resource: StackResource): WireObject {
  const { Timestamp: at, ...described } = describeResource(stack, resource);
  const { metadata = {} } = resource.standing ?? {};
  return { ...described, LastUpdatedTimestamp: at, Metadata: JSON.stringify(metadata) };
}

/** As ListStackResources has it. */
export function summarizeResource(stack: Stack, resource: StackResource): WireObject {
  const { Timestamp: at, StackName: _, StackId: __, ...described } = describeResource(stack, resource);
  return { ...described, LastUpdatedTimestamp: at };
}

export function describeEvent(event: StackEvent): WireObject {
  return {
    StackId: event.stackId,
    EventId: event.id,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.requestToken,
  };
}

function dateOf(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}
