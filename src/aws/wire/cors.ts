// What a function URL or an HTTP API tells browsers of pages of other origins, where it is configured.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

export interface CorsRules {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number | undefined;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** What a page is told where every origin is allowed: a function URL names the page's own, an HTTP API says `*`. */
export type ToldOfAll = "origin" | "*";

/** The answer to a browser that asks beforehand; undefined for any other request. */
export function preflightAnswer(
  cors: CorsRules,
  { method, headers }: { readonly method: string; readonly headers: Headers },
  toldOfAll: ToldOfAll,
): Record<string, string> | undefined {
  if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return undefined;
  const shared = corsHeaders(cors, headers, toldOfAll);
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
export function corsHeaders(
  cors: CorsRules,
  { origin }: Headers,
  toldOfAll: ToldOfAll,
): Record<string, string> | undefined {
  if (origin === undefined) return undefined;
  const isForAll = cors.allowOrigins.includes("*");
  if (!isForAll && !cors.allowOrigins.some((each) => isMeant(each.toLowerCase(), origin.toLowerCase())))
    return undefined;
  const { exposeHeaders, allowCredentials } = cors;
  const isNamed = !isForAll || toldOfAll === "origin";
  return {
    "access-control-allow-origin": isNamed ? origin : "*",
    ...(isNamed ? { vary: "Origin" } : {}),
    ...(allowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(exposeHeaders.length === 0 ? {} : { "access-control-expose-headers": exposeHeaders.join(",") }),
  };
}

/** `https://*` is every origin of that scheme. */
function isMeant(allowed: string, origin: string): boolean {
  return allowed === origin || (allowed.endsWith("://*") && origin.startsWith(allowed.slice(0, -1)));
}
