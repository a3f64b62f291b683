// What is told of parameters on the wire.

import type { RegionIdentity } from "../../aws/arn.ts";
import { isJsonObject } from "../../aws/json.ts";
import { parseJsonText } from "../../aws/json-text.ts";
import type { WireObject } from "../../aws/wire/operation.ts";
import { latestOf, type Parameter, type ParameterVersion } from "./parameter.ts";
import { parameterArn } from "./parameter-names.ts";
import type { FoundParameter } from "./parameters.ts";

export function shownParameter(
  { parameter, version, selector }: FoundParameter,
  isDecrypted: boolean,
  identity: RegionIdentity,
): WireObject {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: toldValue(version, isDecrypted),
    Version: version.version,
    Selector: selector,
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: parameterArn(identity, parameter.name),
    DataType: version.dataType,
  };
}

export function metadata(parameter: Parameter, identity: RegionIdentity): WireObject {
  const latest = latestOf(parameter);
  return { ...versionFacts(parameter, latest), ARN: parameterArn(identity, parameter.name) };
}

export function versionFacts({ name: Name }: Parameter, version: ParameterVersion): WireObject {
  return {
    Name,
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: new Date(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Tier: version.tier,
    Policies: policiesOf(version),
    DataType: version.dataType,
  };
}

/** Each as it was given; nothing acts on them. */
function policiesOf({ policies }: ParameterVersion): readonly WireObject[] {
  const given = policies === undefined ? undefined : parseJsonText(policies);
  return (Array.isArray(given) ? given.filter(isJsonObject) : []).map((policy) => ({
    PolicyText: JSON.stringify(policy),
    PolicyType: policy.Type,
    PolicyStatus: "Pending",
  }));
}

export function toldValue({ value, sealed }: ParameterVersion, isDecrypted: boolean): string {
  return isDecrypted ? value : (sealed ?? value);
}
