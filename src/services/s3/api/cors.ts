// Pages of other origins, as far as a bucket's configuration lets them in.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html

import type { ForeignPage } from "../../../aws/wire/operation.ts";
import { children, childText, type XmlElement } from "../documents/read-xml.ts";
import type { Store } from "../objects/store.ts";

/** Of the first rule that lets the page in; undefined if none does. */
export function corsHeaders(
  { buckets }: Store,
  { origin, path, method, askedHeaders }: ForeignPage,
): Readonly<Record<string, string>> | undefined {
  const bucket = decodeURI(/^\/([^/]*)/.exec(path)?.[1] ?? "");
  const configuration = buckets.has(bucket) ? buckets.document(bucket, "cors") : undefined;
  for (const rule of children(configuration, "CORSRule")) {
    const allowed = textsOf(rule, "AllowedOrigin").find((each) => isLike(each, origin));
    const methods = textsOf(rule, "AllowedMethod");
    const names = textsOf(rule, "AllowedHeader").map((name) => name.toLowerCase());
    if (allowed === undefined || !methods.includes(method)) continue;
    if (askedHeaders?.every((asked) => names.some((name) => isLike(name, asked))) === false) continue;
    const exposed = textsOf(rule, "ExposeHeader");
    const age = childText(rule, "MaxAgeSeconds");
    return {
      "access-control-allow-origin": allowed === "*" ? "*" : origin,
      "access-control-allow-methods": methods.join(", "),
      ...(allowed === "*" ? {} : { "access-control-allow-credentials": "true" }),
      ...(askedHeaders === undefined || askedHeaders.length === 0
        ? {}
        : { "access-control-allow-headers": askedHeaders.join(", ") }),
      ...(exposed.length === 0 ? {} : { "access-control-expose-headers": exposed.join(", ") }),
      ...(age === undefined ? {} : { "access-control-max-age": age }),
      vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    };
  }
  return undefined;
}

function textsOf(rule: XmlElement, name: string): readonly string[] {
  return children(rule, name).map(({ text }) => text);
}

/** A pattern has one asterisk at most. */
function isLike(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*", 2);
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
