// What a function URL tells browsers of pages of other origins. Where it is configured, it goes before what the function says.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors

import type { UrlCors } from "../functions/function-record.ts";

type Headers = Readonly<Record<string, string | undefined>>;

/** The answer to a browser that asks beforehand; undefined for any other request. */
export function preflightAnswer(
  cors: UrlCors,
  method: string,
  headers: Headers,
): Record<string, string> | undefined {
  if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return undefined;
  const shared = corsHeaders(cors, headers);
  if (shared === undefined) return {};
  const { allowMethods, allowHeaders, maxAgeSeconds } = cors;
  return {
    ...shared,
    ...(allowMethods.length === 0 ? {} : { "access-control-allow-methods": allowMethods.join(",") }),
    ...(allowHeaders.length === 0 ? {} : { "access-control-allow-headers": allowHeaders.join(",") }),
    ...(maxAgeSeconds === undefined ? {} : { "access-control-max-age": String(maxAgeSeconds) }),
  };
}

/** For any answer to a page of this origin; undefined for an origin that is not allowed. */
export function corsHeaders(cors: UrlCors, { origin }: Headers): Record<string, string> | undefined {
  if (origin === undefined) return undefined;
  const isForAll = cors.allowOrigins.includes("*");
  if (!isForAll && !cors.allowOrigins.some((each) => each.toLowerCase() === origin.toLowerCase()))
    return undefined;
  const { exposeHeaders, allowCredentials } = cors;
  return {
    // A page with credentials is not told of all origins.
    "access-control-allow-origin": isForAll && !allowCredentials ? "*" : origin,
    ...(isForAll && !allowCredentials ? {} : { vary: "Origin" }),
    ...(allowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(exposeHeaders.length === 0 ? {} : { "access-control-expose-headers": exposeHeaders.join(",") }),
  };
}
