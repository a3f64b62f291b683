// A request that is about as large as its service takes, and how one is asked.

import { createHash } from "node:crypto";
import type { Answer, Target } from "../../hostile/target.ts";

export interface LargeRequest {
  readonly name: string;
  readonly prepare?: (target: Target) => Promise<unknown>;
  /** Answers with what is told of it. */
  readonly ask: (target: Target) => Promise<string>;
}
/** A document that S3 takes with its digest alone. */
export function digested(body: string) {
  return { body, headers: { "content-md5": createHash("md5").update(body).digest("base64") } };
}

/** Of a service whose operations are told by a header. */
const targeted =
  (prefix: string) =>
  (target: Target, operation: string, body: unknown): Promise<Answer> =>
    target.call(prefix, operation, body);

export const dynamodb = targeted("DynamoDB_20120810");
export const states = targeted("AWSStepFunctions");
export const kinesis = targeted("Kinesis_20131202");
export const logs = targeted("Logs_20140328");
export const metrics = targeted("GraniteServiceVersion20100801");
export const sqs = targeted("AmazonSQS");
export const events = targeted("AWSEvents");
export const ssm = targeted("AmazonSSM");

/** Of a service whose operations are told by their paths. */
export const rest =
  (service: string) =>
  (target: Target, request: string, body: unknown): Promise<Answer> => {
    const [method = "", path = ""] = request.split(" ");
    const scope = `a/20260101/us-east-1/${service}/aws4_request`;
    return target.request(method, path, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        "content-type": "application/json",
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  };

/** Of a service whose operations are told by a form. */
export const query =
  (version: string) =>
  (target: Target, Action: string, members: Readonly<Record<string, string>>): Promise<Answer> =>
    target.request("POST", "/", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ Version: version, Action, ...members }).toString(),
    });

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const base64 = (data: Buffer) => data.toString("base64");
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const times = <Item>(count: number, item: (at: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_nothing, at) => item(at));

export async function told(asked: Promise<Answer> | Answer): Promise<string> {
  const { status, body } = await asked;
  const code = /"__type":"([^"]*)"|<Code>([^<]*)<|<Error>([^<]*)</.exec(body.slice(0, 4000));
  return `${status}, ${body.length} bytes${status === 200 ? "" : ` ${code?.[1] ?? code?.[2] ?? body.slice(0, 80)}`}`;
}

const lanes = 8;

/** So many calls, some of them at once; tells of the last answer that is no success. */
export async function crowd(count: number, ask: (at: number) => Promise<Answer>): Promise<string> {
  let next = 0;
  let refused = "";
  const lane = async () => {
    while (next < count) {
      const answer = await ask(next++);
      if (answer.status >= 400) refused = `, refused: ${await told(answer)}`;
    }
  };
  await Promise.all(times(lanes, lane));
  return `${count} calls${refused}`;
}

/** All pages of a list, and how many there were. */
export async function pages(
  ask: (token: string | undefined) => Promise<Answer>,
  tokenIn: (body: string) => string | undefined,
): Promise<string> {
  let token: string | undefined;
  for (let count = 1; ; count++) {
    const { status, body } = await ask(token);
    token = status === 200 ? tokenIn(body) : undefined;
    if (token === undefined) return `${count} pages, ${status}, ${status === 200 ? "" : body.slice(0, 200)}`;
  }
}

/** Where the next page begins, in an answer of JSON or of XML. */
export const member = (name: string) => (body: string) => JSON.parse(body)[name] as string | undefined;
export const element = (name: string) => (body: string) => new RegExp(`<${name}>([^<]*)<`).exec(body)?.[1];

export async function each(count: number, ask: (at: number) => Promise<Answer>): Promise<string> {
  let last = "";
  for (let at = 0; at < count; at++) last = await told(ask(at));
  return `${count} times ${last}`;
}
