// What is told of a method that was tried, line by line, as AWS writes it.

import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import type { Fault } from "./gateway-responses.ts";

export type TriedRequest = Omit<ServedRequest, "context" | "pathParameters" | "traceHeader">;

export interface Trial {
  readonly asked: TriedRequest;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly answer: RawAnswer;
  /** Why the answer is one of API Gateway itself, and not the backend's. */
  readonly fault: Fault | undefined;
}

/** At a time, in milliseconds since the epoch. */
export function trialLog({ asked, pathParameters, answer, fault }: Trial, now: number): string {
  const { requestId, method, path, query, headers, body } = asked;
  const lines = [
    `Starting execution for request: ${requestId}`,
    `HTTP Method: ${method}, Resource Path: ${path}`,
    `Method request path: ${inBraces(Object.entries(pathParameters))}`,
    `Method request query string: ${inBraces(new URLSearchParams(query))}`,
    `Method request headers: ${inBraces(Object.entries(headers))}`,
    `Method request body before transformations: ${Buffer.from(body).toString("utf8")}`,
    ...(fault === undefined
      ? [
          `Method response body after transformations: ${bodyOf(answer)}`,
          `Method response headers: ${inBraces(Object.entries(headersOf(answer)))}`,
          "Successfully completed execution",
        ]
      : fault.cause === undefined
        ? []
        : [fault.cause]),
    `Method completed with status: ${answer.status}`,
  ];
  const at = dateAsJava(now);
  return `Execution log for request ${requestId}\n${lines.map((line) => `${at} : ${line}\n`).join("")}`;
}

export function bodyOf({ body }: RawAnswer): string {
  return typeof body === "string" ? body : Buffer.from(body as Uint8Array).toString("utf8");
}

/** By the names that AWS gives to its own. */
export function headersOf({ headers }: RawAnswer): RawAnswer["headers"] {
  const names: Readonly<Record<string, string>> = {
    "content-type": "Content-Type",
    "x-amzn-errortype": "x-amzn-ErrorType",
  };
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [names[name] ?? name, value]));
}

function inBraces(entries: Iterable<readonly [string, unknown]>): string {
  return `{${Array.from(entries, ([name, value]) => `${name}=${value}`).join(", ")}}`;
}

/** `Mon Sep 29 19:28:50 UTC 2025` */
function dateAsJava(now: number): string {
  const [weekday = "", day, month, year, time] = new Date(now).toUTCString().split(" ");
  return `${weekday.replace(",", "")} ${month} ${day} ${time} UTC ${year}`;
}
