// Universal targets, `arn:aws:scheduler:::aws-sdk:<service>:<action>`: any operation that changes something, with the schedule's input as
// its request. Where AWS calls the service's API, the region calls its own without a wire between.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html

import { randomUUID } from "node:crypto";
import { operationsOf } from "../../../asl/service-model/operation-names.ts";
import {
  type DeliveryOutcome,
  type DeliveryRequest,
  delivered,
  failedDelivery,
} from "../../../aws/delivery.ts";
import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { parseJsonText } from "../../../aws/json-text.ts";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";
import { pascalCase, sdkRequest } from "../../../aws/wire/sdk-members.ts";
import type { House } from "../../house.ts";
import type { AccessGuard } from "../../permissions.ts";

export interface UniversalTarget {
  readonly service: string;
  readonly action: string;
}

/** Undefined for an ARN of another form. */
export function parseUniversalTarget(arn: string): UniversalTarget | undefined {
  const [, service, action] = /^arn:aws[a-z-]*:scheduler:::aws-sdk:([^:]+):([^:]+)$/.exec(arn) ?? [];
  return service === undefined || action === undefined ? undefined : { service, action };
}

const readOnly =
  /^(?:get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

export class UniversalTargets {
  readonly #api: House["api"];
  readonly #access: AccessGuard | undefined;

  constructor(api: House["api"], access?: AccessGuard) {
    this.#api = api;
    this.#access = access;
  }

  /** Throws ValidationException for what AWS, or this region, does not call. */
  check({ service, action }: UniversalTarget, arn: string): void {
    if (!/^[a-z]/.test(action) || operationsOf(service)?.has(pascalCase(action)) !== true)
      throw invalid(`Provided Arn is not valid. ${arn} names no operation of a service.`);
    if (readOnly.test(action))
      throw invalid(
        `Provided Arn is not valid. ${arn} names an operation that only reads, and is not supported.`,
      );
    if (this.#operation({ service, action }) === undefined)
      throw invalid(`Provided Arn is not valid. The local region does not call ${service}:${action}.`);
  }

  /** Whether AWS calls it, and this region does not. */
  isMissing(target: UniversalTarget): boolean {
    const { service, action } = target;
    const isCalled = operationsOf(service)?.has(pascalCase(action)) === true && !readOnly.test(action);
    return isCalled && this.#operation(target) === undefined;
  }

  /** Does not throw. */
  async call(target: UniversalTarget, { payload, caller }: DeliveryRequest): Promise<DeliveryOutcome> {
    try {
      const operation = this.#operation(target);
      const request = parseJsonText(payload.text);
      if (operation === undefined)
        throw new ServiceError(
          "InvalidAction",
          `The local region does not call ${target.service}:${target.action}`,
        );
      if (!isJsonObject(request))
        throw new ServiceError(
          "SerializationException",
          "The input of a universal target must be a JSON object",
        );
      const role = callerOf(caller);
      if (role !== undefined) this.#checkAccess(target, request, role);
      await operation(request, role);
      return delivered;
    } catch (thrown) {
      return failedDelivery(thrown);
    }
  }

  /** Throws ServiceError. */
  #checkAccess({ service, action }: UniversalTarget, request: JsonObject, caller: RoleCaller): void {
    const operation = pascalCase(action);
    this.#access?.check({ service, operation, request: sdkRequest(service, request), caller });
  }

  #operation({
    service,
    action,
  }: UniversalTarget): ((request: JsonObject, caller: RoleCaller | undefined) => unknown) | undefined {
    const { operations = {} } = this.#api(service) ?? {};
    const name = pascalCase(action);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) return undefined;
    return (request, caller) =>
      operation(sdkRequest(service, request), { requestId: randomUUID(), host: "127.0.0.1", caller });
  }
}

function callerOf({ arn: sourceArn, roleArn }: DeliveryRequest["caller"]): RoleCaller | undefined {
  const via = { service: "scheduler.amazonaws.com", sourceArn };
  return roleArn === undefined ? undefined : { roleArn, sessionName: "scheduler", via };
}
