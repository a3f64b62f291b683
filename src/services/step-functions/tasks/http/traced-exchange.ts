// An HTTP request and its response as TestState shows them at the level TRACE: every member is a text.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionDataRequest.html

import type { JsonObject } from "../../../../aws/json.ts";
import type { HttpResponse } from "../../../../http-client/exchange.ts";
import type { TextRequest } from "./http-exchange.ts";

export function tracedRequest({ url, method, headers, body }: TextRequest): JsonObject {
  return {
    protocol: protocolOf(url),
    method,
    url: url.href,
    headers: headersText(headers),
    ...(body === undefined ? {} : { body }),
  };
}

export function tracedResponse(response: HttpResponse, url: URL): JsonObject {
  return {
    protocol: protocolOf(url),
    statusCode: String(response.status),
    statusMessage: response.statusText,
    headers: headersText(response.headers),
    body: response.text,
  };
}

function protocolOf({ protocol }: URL): string {
  return protocol.slice(0, -1);
}

function headersText(headers: Headers): string {
  return `[${Array.from(headers, ([name, value]) => `${name}=${value}`).join(", ")}]`;
}
