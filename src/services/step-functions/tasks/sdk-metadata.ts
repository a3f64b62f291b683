// What the optimized integrations add to a service's answer: the HTTP headers and the request id, as the AWS SDK for Java
// shows them.

import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../aws/json.ts";
import type { Clock } from "../../../time/clock.ts";

let dateSecond = -1;
let dateText = "";

/** An HTTP date has seconds, so one text serves all answers of a second. */
export function httpDate(clock: Clock): string {
  const second = Math.floor(clock.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}

export function sdkMetadata(headers: Readonly<Record<string, string>>, requestId: string): JsonObject {
  const allHeaders: Record<string, readonly string[]> = {};
  for (const name of Object.keys(headers)) allHeaders[name] = [headers[name] ?? ""];
  return {
    SdkHttpMetadata: { AllHttpHeaders: allHeaders, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** The metadata of a service that answers in JSON. The answer never crosses a wire here, so its length is not measured. */
export function jsonServiceMetadata(clock: Clock, version: "1.0" | "1.1"): JsonObject {
  const requestId = randomUUID();
  return sdkMetadata(
    {
      "Content-Type": `application/x-amz-json-${version}`,
      Date: httpDate(clock),
      "x-amzn-RequestId": requestId,
    },
    requestId,
  );
}
