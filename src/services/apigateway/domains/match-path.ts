// Which API a path of a custom domain name leads to: by the rule of the lowest priority whose conditions hold, or else by the longest
// key that the path begins with. https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html

import type { ApiMapping, MappedRequest, RoutingCondition, RoutingRule } from "./records.ts";

type Headers = Readonly<Record<string, string | undefined>>;

export interface Leads {
  /** In the order of their priorities. */
  readonly rules: readonly RoutingRule[];
  readonly mappings: readonly ApiMapping[];
}

export function matched(
  path: string,
  headers: Headers,
  { rules, mappings }: Leads,
): Omit<MappedRequest, "domainName"> | undefined {
  const rule = rules.find(({ conditions }) => conditions.every((each) => holds(each, path, headers)));
  if (rule !== undefined) {
    const { apiId, stage, stripBasePath } = rule.invokeApi;
    return { apiId, stage, path: stripBasePath ? (strippedOf(rule, path) ?? path) : path };
  }
  let found: (Omit<MappedRequest, "domainName"> & { readonly key: string }) | undefined;
  for (const { key, apiId, stage } of mappings) {
    const rest = behind(path, key);
    if (rest !== undefined && (found === undefined || key.length > found.key.length))
      found = { key, apiId, stage, path: rest };
  }
  return found && { apiId: found.apiId, stage: found.stage, path: found.path };
}

function holds({ matchBasePaths, matchHeaders }: RoutingCondition, path: string, headers: Headers): boolean {
  if (matchBasePaths?.anyOf.some((key) => behind(path, key) !== undefined) === false) return false;
  return (
    matchHeaders?.anyOf.some(({ header, valueGlob }) => isLike(headers[header.toLowerCase()], valueGlob)) !==
    false
  );
}

/** Without the longest of the base paths that the rule asks for. */
function strippedOf({ conditions }: RoutingRule, path: string): string | undefined {
  const keys = conditions.flatMap(({ matchBasePaths }) => matchBasePaths?.anyOf ?? []);
  const rests = keys.map((key) => behind(path, key)).filter((rest) => rest !== undefined);
  return rests.sort((one, other) => one.length - other.length)[0];
}

/** What of the path comes after a key; undefined if it does not begin with it. */
function behind(path: string, key: string): string | undefined {
  if (key === "") return path;
  if (path !== `/${key}` && !path.startsWith(`/${key}/`)) return undefined;
  return path.slice(key.length + 1) || "/";
}

/** A star may stand at either end. */
function isLike(value: string | undefined, glob: string): boolean {
  if (value === undefined) return false;
  const text = glob.replaceAll("*", "");
  const [isOpenBefore, isOpenAfter] = [glob.startsWith("*"), glob.endsWith("*")];
  if (isOpenBefore && isOpenAfter) return value.includes(text);
  if (isOpenBefore) return value.endsWith(text);
  return isOpenAfter ? value.startsWith(text) : value === text;
}
