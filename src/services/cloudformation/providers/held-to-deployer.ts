// What a stack's resources are made of is called in the name of whoever deploys it, or of the role that the stack was given, and so held
// to what they may. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html

import { randomUUID } from "node:crypto";
import type { RoleCaller } from "../../../aws/role-caller.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { AccessGuard } from "../../permissions.ts";
import type { DynamicLookups } from "../template/dynamic-references.ts";
import { callsOf, type Deed, type DeploymentCall } from "./calls-of-deeds.ts";
import { type FormerCall, type Provider, type ProviderCall, ResourceFailure } from "./provider.ts";

/** Who deploys with keys that were not given here is the account's root. What is put up again after a restart was made before. */
export function heldToDeployer(provider: Provider, access: AccessGuard): Provider {
  const { update } = provider;
  const check = async (deed: Deed, call: ProviderCall & Partial<FormerCall>) => {
    if (call.deployer === undefined) return;
    for (const each of callsOf(deed, call)) await ask(access, each, call.deployer);
  };
  return {
    ...provider,
    async create(call) {
      await check("create", call);
      return provider.create(call);
    },
    update:
      update &&
      (async (call) => {
        await check("update", call);
        return update(call);
      }),
    async delete(call) {
      await check("delete", call);
      return provider.delete(call);
    },
  };
}

/** What dynamic references stand for is looked up in the same name. */
export function heldLookups(
  lookups: DynamicLookups,
  access: AccessGuard,
  deployer: RoleCaller,
): DynamicLookups {
  return {
    async parameter(name, options) {
      const request = { Names: [name] };
      await lookUp("AWSSimpleSystemsManagement", { service: "ssm", operation: "GetParameters", request });
      return lookups.parameter(name, options);
    },
    async secret(id, options) {
      const request = { SecretId: id };
      await lookUp("AWSSecretsManager", { service: "secretsmanager", operation: "GetSecretValue", request });
      return lookups.secret(id, options);
    },
  };

  /** Throws ResourceFailure. */
  async function lookUp(service: string, call: DeploymentCall): Promise<void> {
    try {
      await ask(access, call, deployer);
    } catch (problem) {
      if (!(problem instanceof ServiceError)) throw problem;
      const { message, status, code } = problem;
      throw new ResourceFailure(
        `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null)`,
      );
    }
  }
}

async function ask(access: AccessGuard, call: DeploymentCall, caller: RoleCaller): Promise<void> {
  await inSlices(access.checkInPieces({ ...call, caller }));
}
