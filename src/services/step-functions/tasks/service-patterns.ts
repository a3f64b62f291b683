// Which integration patterns AWS offers for which action. What it refuses when a definition is saved is refused here as well,
// because a definition may run that nobody has validated.

import { integrations } from "../../../asl/validate/integrations.ts";
import { type IntegrationResource, nameOf } from "./resource.ts";

/** Why AWS would not run this resource, or undefined if it does. */
export function refusalOf(resource: IntegrationResource): string | undefined {
  const { type, service, action, pattern } = resource;
  const name = nameOf(resource);
  if (type === "sdk") {
    return pattern === ".sync" || pattern === ".sync:2"
      ? `An AWS SDK integration cannot wait for a job: '${name}${pattern}'. Use '${name}', or '${name}.waitForTaskToken'.`
      : undefined;
  }
  const actions = integrations.get(service);
  const suffixes = actions?.get(action);
  if (suffixes === undefined) {
    const offered =
      actions === undefined ? "" : ` The actions of '${service}' are ${[...actions.keys()].join(", ")}.`;
    return `There is no optimized integration '${name}'.${offered} Any operation of AWS can be called as 'aws-sdk:<service>:<action>'.`;
  }
  if (pattern === "request-response" || suffixes.includes(pattern)) return undefined;
  const forms = ["", ...suffixes].map((suffix) => `'${name}${suffix}'`).join(", ");
  return `AWS does not offer '${name}${pattern}'. It offers ${forms}.`;
}
