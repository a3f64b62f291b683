// The operations that tell of stacks, their resources and events.

import {
  constraintError,
  optionalBoolean,
  optionalObject,
  optionalString,
  optionalStringList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { exportsOf, importersOf } from "../stacks/exports.ts";
import type { StackResource } from "../stacks/stack.ts";
import type { StackRecord } from "../stacks/stack-book.ts";
import { noSuchStackId, validationError } from "../stacks/stack-errors.ts";
import {
  describeEvent,
  describeResource,
  describeStack,
  detailResource,
  summarizeResource,
  summarizeStack,
} from "./describe-stack.ts";
import { pageFromLast, pageOf } from "./pages.ts";
import type { CloudFormationSeams } from "./seams.ts";

const pageSize = 100;

export function readOperations({ stacks }: CloudFormationSeams): Readonly<Record<string, Operation>> {
  const named = (request: WireObject): StackRecord => stacks.get(requiredString(request, "StackName"));
  const tokenOf = (request: WireObject) => optionalString(request, "NextToken");

  function describeStacks(request: WireObject): WireObject {
    const name = optionalString(request, "StackName");
    if (name !== undefined && name !== "")
      return { Stacks: [describeStack(stacks.get(name, noSuchStackId))] };
    const there = stacks.book.all.filter(({ stack }) => stack.status !== "DELETE_COMPLETE").toReversed();
    const { items, nextToken } = pageOf(there, tokenOf(request), pageSize);
    return { Stacks: items.map(describeStack), NextToken: nextToken };
  }

  function listStacks(request: WireObject): WireObject {
    const wanted = optionalStringList(request, "StackStatusFilter") ?? [];
    const found = stacks.book.all.filter(({ stack }) => wanted.length === 0 || wanted.includes(stack.status));
    const { items, nextToken } = pageOf(found.toReversed(), tokenOf(request), pageSize);
    return { StackSummaries: items.map(summarizeStack), NextToken: nextToken };
  }

  function describeStackEvents(request: WireObject): WireObject {
    const { items, nextToken } = pageFromLast(named(request).events, tokenOf(request), pageSize);
    return { StackEvents: items.map(describeEvent), NextToken: nextToken };
  }

  /** The same events by operations, as newer clients ask for them. */
  function describeEvents(request: WireObject): WireObject {
    const { stack, events } = named(request);
    const onlyFailed = optionalBoolean(optionalObject(request, "Filters") ?? {}, "FailedEvents") ?? false;
    const wanted = events.filter(({ status }) => !onlyFailed || status.endsWith("_FAILED"));
    const { items, nextToken } = pageFromLast(wanted, tokenOf(request), pageSize);
    return {
      OperationEvents: items.map((event) => ({
        ...describeEvent(event),
        StackName: undefined,
        OperationId: event.requestToken ?? stack.id.slice(stack.id.lastIndexOf("/") + 1),
        EventType: event.physicalId === stack.id ? "STACK_EVENT" : "PROGRESS_EVENT",
      })),
      NextToken: nextToken,
    };
  }

  function describeStackResource(request: WireObject): WireObject {
    const { stack, resources } = named(request);
    const logicalId = requiredString(request, "LogicalResourceId");
    const resource = resources.get(logicalId);
    if (resource === undefined)
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    return { StackResourceDetail: detailResource(stack, resource) };
  }

  function describeStackResources(request: WireObject): WireObject {
    const name = optionalString(request, "StackName");
    const physicalId = optionalString(request, "PhysicalResourceId");
    if ((name === undefined) === (physicalId === undefined))
      throw validationError("You must specify either StackName or PhysicalResourceId, but not both.");
    const { stack, resources } =
      name === undefined ? ownerOf(physicalId ?? "") : stacks.get(name, noSuchStackId);
    const logicalId = optionalString(request, "LogicalResourceId");
    const wanted = [...resources.values()].filter(
      (each) => logicalId === undefined || each.logicalId === logicalId,
    );
    if (wanted.length === 0 && logicalId !== undefined)
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    return { StackResources: wanted.map((each) => describeResource(stack, each)) };
  }

  function ownerOf(physicalId: string): StackRecord {
    const owns = ({ resources }: StackRecord) =>
      [...resources.values()].some(({ standing }) => standing?.ref === physicalId);
    const owner = stacks.book.all.findLast((each) => each.stack.status !== "DELETE_COMPLETE" && owns(each));
    if (owner === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
    return owner;
  }

  function listStackResources(request: WireObject): WireObject {
    const { stack, resources } = stacks.get(requiredString(request, "StackName"), noSuchStackId);
    const inOrder = [...resources.values()].sort((left, right) =>
      left.logicalId < right.logicalId ? -1 : 1,
    );
    const { items, nextToken } = pageOf(inOrder, tokenOf(request), pageSize);
    return {
      StackResourceSummaries: items.map((each) => summarizeResource(stack, each)),
      NextToken: nextToken,
    };
  }

  function listExports(request: WireObject): WireObject {
    const { items, nextToken } = pageOf(exportsOf(stacks.book), tokenOf(request), pageSize);
    return {
      Exports: items.map(({ name, value, stackId }) => ({
        ExportingStackId: stackId,
        Name: name,
        Value: value,
      })),
      NextToken: nextToken,
    };
  }

  function listImports(request: WireObject): WireObject {
    const name = requiredString(request, "ExportName");
    const imports = importersOf(stacks.book, name, "");
    if (imports.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
    const { items, nextToken } = pageOf(imports, tokenOf(request), pageSize);
    return { Imports: items, NextToken: nextToken };
  }

  function getStackPolicy(request: WireObject): WireObject {
    return { StackPolicyBody: named(request).stack.policy };
  }

  function describeAccountLimits(): WireObject {
    const limits = [
      ["StackLimit", 2000],
      ["StackOutputsLimit", 200],
      ["ConcurrentResourcesLimit", 2500],
    ];
    return { AccountLimits: limits.map(([Name, Value]) => ({ Name, Value })) };
  }

  return {
    DescribeStacks: describeStacks,
    ListStacks: listStacks,
    DescribeStackEvents: describeStackEvents,
    DescribeEvents: describeEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResources: describeStackResources,
    ListStackResources: listStackResources,
    ListExports: listExports,
    ListImports: listImports,
    GetStackPolicy: getStackPolicy,
    DescribeAccountLimits: describeAccountLimits,
    ...driftOperations(stacks.get.bind(stacks)),
  };
}

const whyNotCompared = "The local region does not compare what there is with the template";

/** What AWS says of a resource, or of a stack with one, that it has no way to compare with what there is. */
const notCompared = { StackResourceDriftStatus: "UNKNOWN", DriftStatusReason: whyNotCompared };

function driftOperations(get: (name: string) => StackRecord): Readonly<Record<string, Operation>> {
  const detectionOf = (stackId: string) => stackId.slice(stackId.lastIndexOf("/") + 1);
  const unchecked = (record: StackRecord, resource: StackResource) => ({
    StackId: record.stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.standing?.ref,
    ResourceType: resource.type,
    ...notCompared,
    Timestamp: new Date(resource.changedAt),
  });
  return {
    DetectStackDrift: (request) => {
      const { stack } = get(requiredString(request, "StackName"));
      return { StackDriftDetectionId: `${detectionOf(stack.id)}:${stack.name}` };
    },
    DescribeStackDriftDetectionStatus: (request) => {
      const id = requiredString(request, "StackDriftDetectionId");
      const name = id.slice(id.indexOf(":") + 1);
      const { stack } = get(name);
      if (id !== `${detectionOf(stack.id)}:${stack.name}`)
        throw constraintError("StackDriftDetectionId", id, "name a detection");
      return {
        StackId: stack.id,
        StackDriftDetectionId: id,
        StackDriftStatus: "UNKNOWN",
        DetectionStatus: "DETECTION_COMPLETE",
        DetectionStatusReason: whyNotCompared,
        DriftedStackResourceCount: 0,
        Timestamp: new Date(stack.updatedAt ?? stack.createdAt),
      };
    },
    DescribeStackResourceDrifts: (request) => {
      const record = get(requiredString(request, "StackName"));
      return { StackResourceDrifts: [...record.resources.values()].map((each) => unchecked(record, each)) };
    },
    DetectStackResourceDrift: (request) => {
      const record = get(requiredString(request, "StackName"));
      const logicalId = requiredString(request, "LogicalResourceId");
      const resource = record.resources.get(logicalId);
      if (resource === undefined)
        throw validationError(`Resource ${logicalId} does not exist for stack ${record.stack.name}`);
      return { StackResourceDrift: unchecked(record, resource) };
    },
  };
}
