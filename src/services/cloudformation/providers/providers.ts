// Who provides a type of resource.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { OfferedKind } from "../../../aws/template/resource-kind.ts";
import { inertProvider, isInert } from "./inert.ts";
import { kindProvider } from "./kind-provider.ts";
import type { Provider } from "./provider.ts";

export interface ProviderParts {
  readonly identity: RegionIdentity;
  readonly kind: (type: string) => OfferedKind | undefined;
  /** CloudFormation's own types. */
  readonly own: ReadonlyMap<string, Provider>;
  readonly custom: Provider;
}

/** Undefined for a type that the region does not have. */
export function providersOf({
  identity,
  kind,
  own,
  custom,
}: ProviderParts): (type: string) => Provider | undefined {
  const known = new Map<string, Provider | undefined>();
  const inert = inertProvider(identity);
  const find = (type: string): Provider | undefined => {
    if (type === "AWS::CloudFormation::CustomResource" || type.startsWith("Custom::")) return custom;
    const offered = kind(type);
    if (offered !== undefined) return kindProvider(offered, identity);
    return own.get(type) ?? (isInert(type) ? inert : undefined);
  };
  return (type) => {
    const provider = known.get(type) ?? find(type);
    known.set(type, provider);
    return provider;
  };
}
