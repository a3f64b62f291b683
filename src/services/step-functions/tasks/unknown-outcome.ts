// The region went down while a request was under way: nobody knows whether it was done. The Task ends with the error that its
// service's client has for a response that never came, so that the Retry people write for it applies.

import { Failure } from "../../../engine/failure.ts";
import { clientNameOf } from "./aws-sdk/client-names.ts";
import { isOptimized, optimizedServices } from "./optimized/optimized-services.ts";

const cause =
  "Unable to execute HTTP request: the region went down before the response came. Whether the request was done is not known.";

export function unknownOutcomeOf({
  type,
  service,
}: {
  readonly type: "optimized" | "sdk";
  readonly service: string;
}): Failure {
  if (type === "sdk") return new Failure(`${clientNameOf(service)}.SdkClientException`, cause);
  if (service === "lambda") return new Failure("Lambda.Unknown", cause);
  if (service === "http") return new Failure("States.Http.Socket", cause);
  const prefix = isOptimized(service) ? optimizedServices[service].prefix : clientNameOf(service);
  return new Failure(`${prefix}.SdkClientException`, cause);
}
