// Whether there is a function, as Lambda's own API tells it.

import { ServiceError } from "../../aws/service-error.ts";
import type { ServiceApi } from "../../aws/wire/operation.ts";

/** `resource` is that of an ARN: `function:name`, or `function:name:alias`. */
export async function hasFunction(lambda: ServiceApi | undefined, resource: string): Promise<boolean> {
  const [, name, qualifier] = /^function:([^:]+)(?::(.+))?$/.exec(resource) ?? [];
  const route = lambda?.routes?.find(({ operation }) => operation === "GetFunctionConfiguration");
  if (name === undefined || route === undefined) return false;
  const target = `/2015-03-31/functions/${name}/configuration`;
  try {
    await route.handle({
      ...{ method: "GET", target, requestId: "", host: "", headers: {}, body: new Uint8Array() },
      parameters: { ...route.path.exec(target)?.groups },
      query: new URLSearchParams(qualifier === undefined ? {} : { Qualifier: qualifier }),
    });
    return true;
  } catch (problem) {
    if (problem instanceof ServiceError) return false;
    throw problem;
  }
}
