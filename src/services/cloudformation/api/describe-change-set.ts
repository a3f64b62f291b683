// Change sets as the API tells them.

import type { JsonObject } from "../../../aws/json.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { ChangeDetail, ChangeSet, ResourceChange } from "../stacks/change-set.ts";
import { describeParameters, describeRollback, describeTags, unlessEmpty } from "./describe-stack.ts";

export function describeChangeSet(
  changeSet: ChangeSet,
  {
    changes,
    nextToken,
    withValues,
  }: {
    readonly changes: readonly ResourceChange[];
    readonly nextToken: string | undefined;
    readonly withValues: boolean;
  },
): WireObject {
  const { input } = changeSet;
  return {
    ...summarizeChangeSet(changeSet),
    Parameters: unlessEmpty(describeParameters(input.parameters)),
    NotificationARNs: input.notificationArns,
    RollbackConfiguration: describeRollback(input.rollbackConfiguration),
    Capabilities: input.capabilities,
    Tags: unlessEmpty(describeTags(input.tags)),
    OnStackFailure: changeSet.onStackFailure,
    Changes: changes.map((change) => ({
      Type: "Resource",
      ResourceChange: describeChange(change, withValues),
    })),
    NextToken: nextToken,
  };
}

export function summarizeChangeSet(changeSet: ChangeSet): WireObject {
  return {
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    IncludeNestedStacks: changeSet.includesNestedStacks,
  };
}

function describeChange(change: ResourceChange, withValues: boolean): WireObject {
  return {
    Action: change.action,
    PolicyAction: change.policyAction,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: [...new Set(change.details.map(({ attribute }) => attribute))],
    Details: change.details.map((detail) => describeDetail(detail, withValues)),
    ...(withValues ? { BeforeContext: contextOf(change.before), AfterContext: contextOf(change.after) } : {}),
  };
}

function contextOf(properties: JsonObject | undefined): string | undefined {
  return properties === undefined ? undefined : JSON.stringify({ Properties: properties });
}

function describeDetail(detail: ChangeDetail, withValues: boolean): WireObject {
  const { attribute, name, recreation, before, after } = detail;
  return {
    Target: {
      Attribute: attribute,
      Name: name,
      RequiresRecreation: recreation,
      ...(withValues
        ? {
            Path: name === undefined ? `/${attribute}` : `/${attribute}/${name}`,
            BeforeValue: before,
            AfterValue: after,
            AttributeChangeType: before === undefined ? "Add" : after === undefined ? "Remove" : "Modify",
          }
        : {}),
    },
    Evaluation: detail.evaluation,
    ChangeSource: detail.source,
    CausingEntity: detail.causedBy,
  };
}
