// What a Task asks of a service that is not here, known before it is run: for whoever works on a machine, and is to say what answers.

import { jobKinds } from "../jobs/job-kinds.ts";
import { localOperation } from "../jobs/local-operations.ts";
import { ownRequest } from "../own-services.ts";
import type { TaskParts } from "../parts.ts";
import { nameOf, parseTaskResource } from "../resource.ts";
import { refusalOf } from "../service-patterns.ts";
import type { OutsideParts } from "./outside-services.ts";

/** Asked of a host of the user's, which may be anywhere. */
const elsewhere: ReadonlySet<string> = new Set(["apigateway:invoke", "http:invoke"]);

export interface MissingService {
  /** As the user's settings name it, such as `glue:startJobRun.sync`. */
  readonly asked: string;
  /** What programs that stand for it are named by, such as `glue:startJobRun`; undefined for what is no job. */
  readonly job: string | undefined;
}

/** Undefined where something answers. */
export function missingService(
  text: string,
  parts: TaskParts & { readonly outside: OutsideParts },
): MissingService | undefined {
  const resource = parseTaskResource(text);
  if (resource === undefined || resource.type === "function" || resource.type === "activity")
    return undefined;
  const { mocks, jobs, aws, clock } = parts.outside;
  const name = nameOf(resource);
  // What no service offers is told otherwise.
  if (refusalOf(resource) !== undefined || elsewhere.has(name) || aws.allows(resource)) return undefined;
  if (ownRequest(resource, parts) !== undefined) return undefined;
  const asked = resource.pattern === "request-response" ? name : name + resource.pattern;
  if (mocks.has(asked)) return undefined;
  const kinds = [...jobKinds.values()].filter(({ service, sdkService }) =>
    [service, sdkService].includes(resource.service),
  );
  const isOfJob = jobKinds.has(name) || localOperation(resource, jobs, clock) !== undefined;
  if (isOfJob && kinds.some((kind) => jobs.namesOf(kind).length > 0)) return undefined;
  return { asked, job: jobKinds.has(name) ? name : undefined };
}
