// Who provides a type of resource.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { OfferedKind } from "../../../aws/template/resource-kind.ts";
import type { AccessGuard } from "../../permissions.ts";
import type { DynamicLookups } from "../template/dynamic-references.ts";
import { besidesMissing } from "./besides-missing.ts";
import { heldToDeployer } from "./held-to-deployer.ts";
import { inertProvider } from "./inert.ts";
import { isInert } from "./inert-types.ts";
import { kindProvider } from "./kind-provider.ts";
import { withLookups } from "./looked-up.ts";
import { namingCheckedProperties } from "./property-names.ts";
import type { Provider } from "./provider.ts";

export interface ProviderParts {
  readonly identity: RegionIdentity;
  readonly kind: (type: string) => OfferedKind | undefined;
  /** CloudFormation's own types. */
  readonly own: ReadonlyMap<string, Provider>;
  readonly custom: Provider;
  readonly lookups: DynamicLookups;
  /** Undefined if nobody asks for permissions. */
  readonly access?: AccessGuard | undefined;
}

/** Undefined for a type that the region does not have. */
export function providersOf(parts: ProviderParts): (type: string) => Provider | undefined {
  const { identity, kind, own, custom, lookups, access } = parts;
  const known = new Map<string, Provider>();
  const inert = inertProvider(identity);
  const offeredProvider = (offered: OfferedKind): Provider => {
    const here = kindProvider(offered, identity);
    return offered.missed === undefined ? here : besidesMissing(here, inert, offered.missed);
  };
  const find = (type: string): Provider | undefined => {
    const offered = kind(type);
    const isCustom = type === "AWS::CloudFormation::CustomResource" || type.startsWith("Custom::");
    if (isCustom && offered === undefined) return isInert(type) ? inert : custom;
    const provider = offered === undefined ? own.get(type) : offeredProvider(offered);
    const found = provider ?? (isInert(type) ? inert : undefined);
    return found && namingCheckedProperties(found);
  };
  return (type) => {
    const found = known.get(type) ?? find(type);
    if (found === undefined || known.has(type)) return found;
    const held = access === undefined ? found : heldToDeployer(found, access);
    const provider = withLookups(held, lookups, access);
    known.set(type, provider);
    return provider;
  };
}
