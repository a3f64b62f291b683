// What a function gets of a request to its URL.

import type { JsonObject } from "../../../aws/json.ts";
import { callerOf, httpEvent } from "../../../aws/wire/http-event.ts";
import type { RouteCall } from "../../../aws/wire/operation.ts";
import { splitTarget } from "../../../aws/wire/served-hosts.ts";
import type { FoundUrl } from "./function-urls.ts";
import { functionUrlDomain } from "./url-address.ts";

export interface EventPlace {
  readonly accountId: string;
  readonly region: string;
  readonly now: number;
}

export function urlEvent(call: RouteCall, { url }: FoundUrl, place: EventPlace): JsonObject {
  const { requestId, method, headers, body } = call;
  const isSigned = url.authType === "AWS_IAM";
  return httpEvent({
    ...{ requestId, method, headers, body, apiId: url.id, now: place.now },
    ...splitTarget(call.target),
    domainName: functionUrlDomain(url.id, place.region),
    accountId: isSigned ? place.accountId : "anonymous",
    authorizer: isSigned ? { iam: callerOf(headers, place.accountId) } : undefined,
  });
}
