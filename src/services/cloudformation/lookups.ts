// What stacks look up in other services of the region: parameters and secrets, asked as a client asks.

import type { RegionIdentity } from "../../aws/arn.ts";
import { isJsonObject, type Json } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import type { House } from "../house.ts";
import type { DynamicLookups } from "./template/dynamic-references.ts";

export function dynamicLookups(api: House["api"], { partition, region }: RegionIdentity): DynamicLookups {
  return {
    async parameter(name, { version, isSecure }) {
      const asked = version === undefined ? name : `${name}:${version}`;
      const { Parameter: parameter } = await ask(api, "ssm", "GetParameter", {
        Name: asked,
        WithDecryption: isSecure,
      });
      return memberText(parameter, "Value") ?? publicImage(name) ?? publicLayer(name);
    },
    async secret(id, { versionStage, versionId }) {
      const request = { SecretId: id, VersionStage: versionStage, VersionId: versionId };
      return memberText(await ask(api, "secretsmanager", "GetSecretValue", request), "SecretString");
    },
  };

  /** And those of its layers of Powertools: another account's, which functions have nothing of here. */
  function publicLayer(name: string): string | undefined {
    const [, language] = /^\/aws\/service\/powertools\/(\w+)\//.exec(name) ?? [];
    return (
      language && `arn:${partition}:lambda:${region}:${powertoolsAccount}:layer:Powertools-${language}:1`
    );
  }
}

const powertoolsAccount = "017000801446";

/** AWS keeps the ids of machine images in parameters of its own; a machine of EC2 there is none, so any id will do. */
function publicImage(name: string): string | undefined {
  return /^\/aws\/service\/.*(?:ami|image_id)/.test(name) ? "ami-0a1b2c3d4e5f60718" : undefined;
}

/** The value of a parameter of SSM. */
export async function storedParameter(
  { parameter }: DynamicLookups,
  name: string,
): Promise<string | undefined> {
  return parameter(name, { version: undefined, isSecure: false });
}

/** What is not found is an empty answer. */
async function ask(
  api: House["api"],
  service: string,
  operation: string,
  request: WireObject,
): Promise<WireObject> {
  const run = api(service)?.operations[operation];
  if (run === undefined) return {};
  try {
    return await run(request, { requestId: "", host: "" });
  } catch (problem) {
    if (problem instanceof ServiceError && problem.status < 500) return {};
    throw problem;
  }
}

function memberText(value: unknown, name: string): string | undefined {
  const member: Json | undefined = isJsonObject(value) ? value[name] : undefined;
  return typeof member === "string" ? member : undefined;
}
