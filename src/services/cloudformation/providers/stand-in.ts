// What stands in a stack for a resource whose type the region does not have, where the user goes on without it: a name, and what
// others read of it, so that all else of the stack can be made. There is nothing behind it.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { schemaOf } from "../schemas/schema.ts";
import type { Provider } from "./provider.ts";

export const standIn: Provider = {
  create: async ({ generatedName }) => ({ ref: generatedName, attributes: {} }),
  update: async ({ former: { ref } }) => ({ ref, attributes: {} }),
  delete: async () => {},
};

/** What is read of one: an ARN where an ARN is asked for, else its name. */
export function standInAttribute(
  type: string,
  { ref, attribute }: { readonly ref: string; readonly attribute: string },
  identity: RegionIdentity,
): string {
  return /Arn$/i.test(attribute) ? arnByType(type, ref, identity) : ref;
}

/** As the type's schema has it, or as ARNs mostly are: `arn:aws:ecs:us-east-1:000000000000:cluster/name`. */
export function arnByType(type: string, ref: string, identity: RegionIdentity): string {
  if (ref.startsWith("arn:")) return ref;
  const [, service = "", kind = ""] = type.split("::");
  const template = schemaOf(type)?.arn ?? "";
  if (template === "")
    return formatArn(identity, arnServices[service] ?? service.toLowerCase(), `${kind.toLowerCase()}/${ref}`);
  const { partition, region, accountId } = identity;
  const values = new Map([
    ["Partition", partition],
    ["Region", region],
    ["Account", accountId],
  ]);
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => values.get(name) ?? ref);
}

/** Services that have another name in ARNs than in templates. */
const arnServices: Readonly<Record<string, string>> = {
  ...{ ElasticLoadBalancingV2: "elasticloadbalancing", MSK: "kafka", OpenSearchServerless: "aoss" },
};
