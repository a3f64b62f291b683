// The operations on change sets.

import {
  constraintError,
  optionalBoolean,
  optionalString,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { CallInfo, Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { NewChangeSet } from "../stacks/change-sets.ts";
import { noSuchStack } from "../stacks/stack-errors.ts";
import { checkRole, deployerOf, readableBuckets } from "./deployer.ts";
import { describeChangeSet, summarizeChangeSet } from "./describe-change-set.ts";
import { pageOf } from "./pages.ts";
import type { CloudFormationSeams } from "./seams.ts";
import {
  changeSetName,
  checkAllowedTypes,
  importTargets,
  inputFacts,
  newStackName,
  onFailureOf,
} from "./stack-request.ts";
import { requestedTemplate } from "./template-source.ts";

const changesOnAPage = 100;

export function changeSetOperations(seams: CloudFormationSeams): Readonly<Record<string, Operation>> {
  const { stacks, changeSets, inputs } = seams;

  async function createChangeSet(request: WireObject, call: CallInfo): Promise<WireObject> {
    const name = changeSetName(request);
    const type = optionalString(request, "ChangeSetType") ?? "UPDATE";
    if (type !== "CREATE" && type !== "UPDATE" && type !== "IMPORT")
      throw constraintError("ChangeSetType", type, "satisfy enum value set: [IMPORT, UPDATE, CREATE]");
    const named = requiredString(request, "StackName");
    const isNew = type !== "UPDATE" && stacks.find(named) === undefined;
    const stackName = isNew ? newStackName(request) : named;
    checkRole(seams, request);
    const template = await requestedTemplate(request, readableBuckets(seams, call));
    const wanted: NewChangeSet = {
      ...{ name, type, stackName, targets: importTargets(request, type) },
      description: optionalString(request, "Description"),
      onStackFailure: onFailureOf({ OnStackFailure: request.OnStackFailure }),
      includesNestedStacks: optionalBoolean(request, "IncludeNestedStacks") ?? false,
    };
    const facts = { template, isChangeSet: true, ...inputFacts(request) };
    const changeSet = await changeSets.create(wanted, async (previous) => {
      const calledNow = stacks.find(stackName)?.stack.name ?? stackName;
      const input = await inputs.read(calledNow, { ...facts, previous });
      checkAllowedTypes(request, input);
      return input;
    });
    return { Id: changeSet.id, StackId: changeSet.stackId };
  }

  function describe(request: WireObject): WireObject {
    const changeSet = changeSets.get(changeSetName(request), optionalString(request, "StackName"));
    const { items, nextToken } = pageOf(
      changeSet.changes,
      optionalString(request, "NextToken"),
      changesOnAPage,
    );
    const withValues = optionalBoolean(request, "IncludePropertyValues") ?? false;
    return describeChangeSet(changeSet, { changes: items, nextToken, withValues });
  }

  async function execute(request: WireObject, call: CallInfo): Promise<WireObject> {
    const changeSet = changeSets.get(changeSetName(request), optionalString(request, "StackName"));
    const isDisabled = optionalBoolean(request, "DisableRollback") ?? false;
    await changeSets.execute(changeSet, {
      onFailure: isDisabled ? "DO_NOTHING" : undefined,
      requestToken: optionalString(request, "ClientRequestToken"),
      deployer: deployerOf(seams, call),
    });
    return {};
  }

  async function remove(request: WireObject): Promise<WireObject> {
    await changeSets.delete(changeSetName(request), optionalString(request, "StackName"));
    return {};
  }

  function list(request: WireObject): WireObject {
    const name = requiredString(request, "StackName");
    const record = stacks.get(name, noSuchStack);
    const { items, nextToken } = pageOf(
      [...record.changeSets.values()],
      optionalString(request, "NextToken"),
      100,
    );
    return { Summaries: items.map(summarizeChangeSet), NextToken: nextToken };
  }

  function hooks(request: WireObject): WireObject {
    const { id, name, stackId, stackName } = changeSets.get(
      changeSetName(request),
      optionalString(request, "StackName"),
    );
    return {
      ChangeSetId: id,
      ChangeSetName: name,
      StackId: stackId,
      StackName: stackName,
      Hooks: [],
      Status: "UNAVAILABLE",
    };
  }

  return {
    CreateChangeSet: createChangeSet,
    DescribeChangeSet: describe,
    DescribeChangeSetHooks: hooks,
    ExecuteChangeSet: execute,
    DeleteChangeSet: remove,
    ListChangeSets: list,
  };
}
