// Every way of asking the endpoint wrongly, as data.

import { jsonType, posted } from "./echo-service.ts";

interface WrongRequest {
  readonly what: string;
  readonly request: RequestInit;
  readonly status: number;
  readonly code: string;
  readonly message: RegExp;
}

/** What can be asked wrongly of the service, and how it is refused. */
export const wrongRequests: readonly WrongRequest[] = [
  {
    what: "not JSON",
    request: posted("Echo", "{"),
    status: 400,
    code: "com.example#SerializationException",
    message: /^The request body is not JSON: /,
  },
  {
    what: "JSON but no object",
    request: posted("Echo", "[]"),
    status: 400,
    code: "com.example#SerializationException",
    message: /must be a JSON object/,
  },
  {
    what: "an unknown operation",
    request: posted("Nothing", "{}"),
    status: 400,
    code: "UnknownOperationException",
    message: /^Echo has no operation Nothing/,
  },
  {
    what: "an operation named as a member that every object has",
    request: posted("constructor", "{}"),
    status: 400,
    code: "UnknownOperationException",
    message: /no operation constructor/,
  },
  {
    what: "an unknown service",
    request: posted("Echo", "{}", { "x-amz-target": "Other.Echo" }),
    status: 400,
    code: "UnknownOperationException",
    message: /no service Other here; the services are Echo$/,
  },
  {
    what: "no target",
    request: {
      method: "POST",
      body: "{}",
      headers: { "content-type": jsonType, connection: "close" },
    },
    status: 400,
    code: "UnknownOperationException",
    message: /X-Amz-Target/,
  },
  {
    what: "another method than POST",
    request: {
      headers: { "x-amz-target": "Echo_20260101.Echo", connection: "close" },
    },
    status: 405,
    code: "MethodNotAllowed",
    message: /GET \/ .* expected POST/,
  },
  {
    what: "a body of more than a mebibyte",
    request: posted("Echo", " ".repeat(1024 * 1024 + 1)),
    status: 413,
    code: "com.example#RequestEntityTooLargeException",
    message: /has 1048577 bytes; the most is 1048576/,
  },
  {
    what: "JSON that a form of a page can send",
    request: posted("Echo", "{}", { "content-type": "text/plain" }),
    status: 400,
    code: "UnknownOperationException",
    message: /The content type is text\/plain: expected application\/x-amz-json-1\.0/,
  },
  {
    what: "what the service refuses",
    request: posted("Refuse", "{}"),
    status: 400,
    code: "com.example#NoSuchThing",
    message: /^There is no such thing\.$/,
  },
];
