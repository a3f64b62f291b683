// The functions of Logs Insights for IP addresses.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html

import { BlockList, isIP } from "node:net";
import { textOf, type Value } from "./values.ts";

type Version = 4 | 6;

const both: readonly Version[] = [4, 6];

const isValid = (versions: readonly Version[]) => ({
  arity: [1, 1] as const,
  run: ([value]: readonly Value[]) => versions.includes(isIP(textOf(value) ?? "") as Version),
});

const isInSubnet = (versions: readonly Version[]) => ({
  arity: [2, 2] as const,
  run([value, subnet]: readonly Value[]) {
    const address = textOf(value) ?? "";
    const version = isIP(address) as Version;
    return (
      versions.includes(version) &&
      subnetOf(textOf(subnet) ?? "", version)?.check(address, familyOf(version)) === true
    );
  },
});

export const ipFunctions = {
  isvalidip: isValid(both),
  isvalidipv4: isValid([4]),
  isvalidipv6: isValid([6]),
  isipinsubnet: isInSubnet(both),
  isipv4insubnet: isInSubnet([4]),
  isipv6insubnet: isInSubnet([6]),
};

/** The subnets that queries ask for: one at a time, for each of many events. */
const known = new Map<string, BlockList | undefined>();
const mostKnown = 100;

/** `10.0.0.0/8`; undefined for what is none of the version. */
function subnetOf(text: string, version: Version): BlockList | undefined {
  const key = `${version} ${text}`;
  if (known.has(key)) return known.get(key);
  if (known.size >= mostKnown) known.clear();
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const isOne = isIP(address) === version && Number(bits) <= (version === 4 ? 32 : 128);
  const list = isOne ? new BlockList() : undefined;
  list?.addSubnet(address, Number(bits), familyOf(version));
  known.set(key, list);
  return list;
}

function familyOf(version: Version): "ipv4" | "ipv6" {
  return version === 4 ? "ipv4" : "ipv6";
}
