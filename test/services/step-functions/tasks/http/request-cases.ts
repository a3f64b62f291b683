// What a task asks of an HTTP endpoint, and what comes there of it.

import type { JsonObject } from "../../../../../src/aws/json.ts";

interface RequestCase {
  readonly what: string;
  readonly given: JsonObject;
  readonly url?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const form = (ArrayFormat?: string): JsonObject => ({
  Transform: {
    RequestBodyEncoding: "URL_ENCODED",
    ...(ArrayFormat === undefined ? {} : { RequestEncodingOptions: { ArrayFormat } }),
  },
});
const list: JsonObject = { Method: "POST", RequestBody: { a: ["x", "y z"], b: { c: 1 }, d: null } };
const formType = "application/x-www-form-urlencoded";

export const requests: readonly RequestCase[] = [
  {
    what: "an object is a JSON body",
    given: { Method: "POST", RequestBody: { a: [1] } },
    body: '{"a":[1]}',
    headers: { "content-type": "application/json" },
  },
  { what: "a text is a body as it is", given: { Method: "PUT", RequestBody: "plain" }, body: "plain" },
  {
    what: "headers are given, one or several",
    given: { Headers: { Accept: "a/b", "X-Many": ["1", "2"] } },
    headers: { accept: "a/b", "x-many": "1, 2" },
  },
  {
    what: "query parameters are encoded",
    given: { QueryParameters: { q: "a b&c", many: ["1", "2"] } },
    url: "/orders?q=a+b%26c&many=1&many=2",
  },
  { what: "query parameters may be text", given: { QueryParameters: "q=1&r=2" }, url: "/orders?q=1&r=2" },
  {
    what: "INDICES",
    given: { ...list, ...form() },
    body: "a%5B0%5D=x&a%5B1%5D=y%20z&b%5Bc%5D=1&d=",
    headers: { "content-type": formType },
  },
  { what: "REPEAT", given: { ...list, ...form("REPEAT") }, body: "a=x&a=y%20z&b%5Bc%5D=1&d=" },
  { what: "COMMAS", given: { ...list, ...form("COMMAS") }, body: "a=x,y%20z&b%5Bc%5D=1&d=" },
  {
    what: "BRACKETS",
    given: { ...list, ...form("BRACKETS") },
    body: "a%5B%5D=x&a%5B%5D=y%20z&b%5Bc%5D=1&d=",
  },
];

/** What cannot be asked, and what is said of it. */
export const refusedRequests: readonly (readonly [what: string, given: JsonObject, cause: string])[] = [
  ["a method that is none", { Method: "BREW" }, "'Method' must be one of GET, "],
  ["an endpoint that is not HTTPS", { ApiEndpoint: "http://example.com/" }, "must be an HTTPS URL"],
  ["an endpoint that is no URL", { ApiEndpoint: "example" }, "must be an HTTPS URL"],
  ["a forbidden header", { Headers: { Host: "x" } }, "'Host' must not be given"],
  ["a forbidden header of AWS", { Headers: { "X-Amz-Date": "x" } }, "'X-Amz-Date' must not be given"],
  ["a header that cannot be sent", { Headers: { "X-A": "a\nb" } }, "'X-A' cannot have the value"],
  ["no connection", { InvocationConfig: null }, "'InvocationConfig' is required"],
  ["an encoding that is none", { Transform: { RequestBodyEncoding: "GZIP" } }, "must be NONE or URL_ENCODED"],
  ["an array format that is none", form("PIPES"), "must be INDICES, REPEAT, COMMAS or BRACKETS"],
];
