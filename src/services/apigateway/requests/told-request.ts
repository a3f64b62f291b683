// A request as a REST API tells it to a proxied function: by the names that its client wrote, and with what API Gateway adds.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html

import type { RouteCall } from "../../../aws/wire/operation.ts";
import { isSent } from "./header-names.ts";
import type { ToldRequest } from "./served-request.ts";

/** Of the connection, or of how the body came. */
const unsaid: ReadonlySet<string> = new Set(["content-length", "keep-alive", "proxy-connection"]);

export interface ToldPlace extends Pick<ToldRequest, "path" | "pathParameters" | "binaryMediaTypes"> {
  readonly traceHeader: string;
}

export function toldRequest(
  call: RouteCall,
  { binaryMediaTypes, traceHeader, ...place }: ToldPlace,
): ToldRequest {
  const { headers } = call;
  return {
    ...{ ...place, headers: toldHeaders(call, traceHeader) },
    binaryMediaTypes,
    isBinary: isBinaryType(binaryMediaTypes, headers["content-type"]),
    // AWS looks at the first type alone.
    takesBytes: isBinaryType(binaryMediaTypes, headers.accept?.split(",", 1).join()),
  };
}

export function isBinaryType(types: readonly string[], given = ""): boolean {
  const [type = ""] = given.toLowerCase().split(";");
  const [main = ""] = type.trim().split("/");
  return types.some((each) => [type.trim(), `${main}/*`, "*/*"].includes(each.toLowerCase()));
}

function toldHeaders({ rawHeaders, headers, host }: RouteCall, traceHeader: string): ToldRequest["headers"] {
  const told = new Map<string, string[]>();
  for (const [name, value] of pairsIn(rawHeaders) ?? Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (value === undefined || unsaid.has(lower) || name.startsWith(":")) continue;
    if (!isSent("function", lower, value)) continue;
    told.set(name, [...(told.get(name) ?? []), String(value)]);
  }
  const add = (name: string, value: string) => {
    if (headers[name.toLowerCase()] === undefined) told.set(name, [value]);
  };
  add("Host", host);
  add("X-Amzn-Trace-Id", traceHeader.split(";", 1).join());
  add("X-Forwarded-For", "127.0.0.1");
  add("X-Forwarded-Port", /:(\d+)$/.exec(host)?.[1] ?? "80");
  add("X-Forwarded-Proto", "http");
  return Object.fromEntries(told);
}

function pairsIn(raw: readonly string[] | undefined): readonly (readonly [string, string])[] | undefined {
  if (raw === undefined || raw.length === 0) return undefined;
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return pairs;
}
