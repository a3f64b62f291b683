// The operations that change stacks.

import {
  optionalBoolean,
  optionalInteger,
  optionalString,
  optionalStringList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { CallInfo, Operation, WireObject } from "../../../aws/wire/operation.ts";
import type { StackInput } from "../stacks/stack.ts";
import { alreadyExists, noSuchStack, validationError } from "../stacks/stack-errors.ts";
import { checkKeptPolicy, checkStackPolicy } from "../stacks/stack-policy.ts";
import type { Demand } from "../stacks/stack-requests.ts";
import { checkRole, deployerOf, readableBuckets } from "./deployer.ts";
import type { CloudFormationSeams } from "./seams.ts";
import { checkAllowedTypes, inputFacts, newStackName, onFailureOf } from "./stack-request.ts";
import { requestedTemplate, templateAt } from "./template-source.ts";

const tooLong =
  "1 validation error detected: Value at 'stackPolicyBody' failed to satisfy constraint: Member must have length less than or equal to 16384";

export function stackOperations(seams: CloudFormationSeams): Readonly<Record<string, Operation>> {
  const { stacks, changeSets, inputs, signals } = seams;

  async function createStack(request: WireObject, call: CallInfo): Promise<WireObject> {
    const name = newStackName(request);
    const template = await requestedTemplate(
      { ...request, UsePreviousTemplate: undefined },
      readableBuckets(seams, call),
    );
    const onFailure = onFailureOf(request);
    checkRole(seams, request);
    const present = stacks.find(name);
    if (present !== undefined && present.stack.status !== "REVIEW_IN_PROGRESS") throw alreadyExists(name);
    const input = await inputs.read(name, { template, ...inputFacts(request) });
    checkAllowedTypes(request, input);
    const { stackId } = await stacks.create({
      ...{ name, input, onFailure, deployer: deployerOf(seams, call) },
      requestToken: optionalString(request, "ClientRequestToken"),
      isProtected: optionalBoolean(request, "EnableTerminationProtection"),
      timeoutInMinutes: optionalInteger(request, "TimeoutInMinutes"),
      policy: await requestedPolicy(request, input, call),
    });
    return { StackId: stackId };
  }

  async function updateStack(request: WireObject, call: CallInfo): Promise<WireObject> {
    const name = requiredString(request, "StackName");
    const record = stacks.get(name);
    const template = await requestedTemplate(request, readableBuckets(seams, call));
    stacks.checkUpdatable(record.stack);
    checkRole(seams, request);
    const { input: previous, name: stackName } = record.stack;
    const input = await inputs.read(stackName, { template, previous, ...inputFacts(request) });
    checkAllowedTypes(request, input);
    const { StackPolicyDuringUpdateBody: body, StackPolicyDuringUpdateURL: url } = request;
    const overriding = { StackPolicyBody: body, StackPolicyURL: url };
    const policies = {
      policy: await requestedPolicy(request, input, call),
      policyDuringUpdate: await requestedPolicy(overriding, input, call),
    };
    if (policies.policy === undefined) checkKeptPolicy(record.stack.policy, input.processed);
    await changeSets.checkUpdate(record, input);
    const { stackId } = await stacks.update(stacks.get(record.stack.id), {
      ...{ input, ...policies, deployer: deployerOf(seams, call) },
      onFailure: onFailureOf(request),
      requestToken: optionalString(request, "ClientRequestToken"),
    });
    return { StackId: stackId };
  }

  async function deleteStack(request: WireObject, call: CallInfo): Promise<WireObject> {
    const record = stacks.find(requiredString(request, "StackName"));
    // That there is no such stack is what the caller wants.
    if (record !== undefined)
      await stacks.delete(record, {
        retained: optionalStringList(request, "RetainResources") ?? [],
        ...demandOf(request, call),
      });
    return {};
  }

  function demandOf(request: WireObject, call: CallInfo): Demand {
    checkRole(seams, request);
    return {
      requestToken: optionalString(request, "ClientRequestToken"),
      deployer: deployerOf(seams, call),
      roleArn: optionalString(request, "RoleARN"),
    };
  }

  async function cancelUpdateStack(request: WireObject): Promise<WireObject> {
    stacks.cancelUpdate(stacks.get(requiredString(request, "StackName")));
    return {};
  }

  async function continueUpdateRollback(request: WireObject, call: CallInfo): Promise<WireObject> {
    const record = stacks.get(requiredString(request, "StackName"));
    const skipped = optionalStringList(request, "ResourcesToSkip") ?? [];
    await stacks.continueRollback(record, skipped, demandOf(request, call));
    return {};
  }

  async function rollbackStack(request: WireObject, call: CallInfo): Promise<WireObject> {
    const record = stacks.get(requiredString(request, "StackName"));
    await stacks.rollBack(record, demandOf(request, call));
    return { StackId: record.stack.id };
  }

  async function setStackPolicy(request: WireObject, call: CallInfo): Promise<WireObject> {
    const record = stacks.get(requiredString(request, "StackName"));
    const policy = await requestedPolicy(request, record.stack.input, call);
    if (policy === undefined)
      throw validationError("You must specify either stackPolicyBody or stackPolicyURL");
    await stacks.setFacts(record, { policy });
    return {};
  }

  async function updateTerminationProtection(request: WireObject): Promise<WireObject> {
    const name = requiredString(request, "StackName");
    const isProtected = optionalBoolean(request, "EnableTerminationProtection");
    if (isProtected === undefined) throw validationError("EnableTerminationProtection must be specified.");
    const record = stacks.get(name);
    if (record.stack.status === "DELETE_COMPLETE") throw noSuchStack(name);
    await stacks.setFacts(record, { isProtected });
    return { StackId: record.stack.id };
  }

  function signalResource(request: WireObject): WireObject {
    const { stack } = stacks.get(requiredString(request, "StackName"));
    const logicalId = requiredString(request, "LogicalResourceId");
    const status = requiredString(request, "Status");
    if (status !== "SUCCESS" && status !== "FAILURE")
      throw validationError(
        `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [SUCCESS, FAILURE]`,
      );
    signals.signal(stack.id, logicalId, {
      id: requiredString(request, "UniqueId"),
      isSuccess: status === "SUCCESS",
    });
    return {};
  }

  /** In the request or in a bucket, for the resources of the template. Throws ValidationError. */
  async function requestedPolicy(
    request: WireObject,
    { processed }: StackInput,
    call: CallInfo,
  ): Promise<string | undefined> {
    const url = optionalString(request, "StackPolicyURL");
    const body = optionalString(request, "StackPolicyBody");
    if (url !== undefined && body !== undefined)
      throw validationError("You cannot specify both StackPolicyURL and StackPolicyBody");
    const policy = url === undefined ? body : await templateAt(url, readableBuckets(seams, call));
    if (policy === undefined) return undefined;
    if (policy.length > 16_384) throw validationError(tooLong);
    checkStackPolicy(policy, processed);
    return policy;
  }

  return {
    CreateStack: createStack,
    UpdateStack: updateStack,
    DeleteStack: deleteStack,
    CancelUpdateStack: cancelUpdateStack,
    ContinueUpdateRollback: continueUpdateRollback,
    RollbackStack: rollbackStack,
    SetStackPolicy: setStackPolicy,
    UpdateTerminationProtection: updateTerminationProtection,
    SignalResource: signalResource,
  };
}
