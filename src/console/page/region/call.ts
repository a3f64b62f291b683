// What the page asks of the region: AWS's operations, and the console's own views. Nothing else is ever asked.

import { noteAsked } from "./asked.ts";

/** The region refused, by AWS's code, or is not there. */
export class RegionProblem extends Error {
  override readonly name = "RegionProblem";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What was looked for is not among what there is. */
export class NotThere extends Error {
  override readonly name = "NotThere";
}

/** Each service has a code of its own for what is not there; CloudFormation has words. */
export function isNotThere(problem: Error): boolean {
  if (!(problem instanceof RegionProblem)) return problem instanceof NotThere;
  return (
    /NotFound|DoesNotExist|NoSuch/.test(problem.code) || /^Stack .* does not exist$/.test(problem.message)
  );
}

type Members = { readonly [name: string]: unknown };

type CallAnswer<Answer> = {
  readonly answer?: Answer;
  readonly error?: { readonly code: string; readonly message: string };
};

interface Waiting {
  readonly request: { readonly service: string; readonly operation: string; readonly members: Members };
  settle(said: CallAnswer<unknown>): void;
  fail(problem: unknown): void;
}

/** What is asked for at the same time goes in one request: one costs the region more than most of what it is asked for. */
let waiting: Waiting[] = [];

/** An operation by AWS's name: dates are milliseconds, bytes are base64. Rejects with RegionProblem. */
export async function call<Answer>(
  service: string,
  operation: string,
  members: Members = {},
): Promise<Answer> {
  noteAsked(service, operation, members);
  const said = await new Promise<CallAnswer<unknown>>((settle, fail) => {
    if (waiting.length === 0) setTimeout(() => void askAll());
    waiting.push({ request: { service, operation, members }, settle, fail });
  });
  if (said.error !== undefined) throw new RegionProblem(said.error.code, said.error.message);
  return said.answer as Answer;
}

async function askAll(): Promise<void> {
  const asked = waiting;
  waiting = [];
  try {
    const said = await post<readonly CallAnswer<unknown>[]>(
      "calls",
      asked.map(({ request }) => request),
    );
    for (const [at, { settle }] of asked.entries()) settle(said[at] ?? {});
  } catch (problem) {
    for (const { fail } of asked) fail(problem);
  }
}

/** An operation of a service that has paths of its own, as AWS's model has them. Rejects with RegionProblem. */
export function callPath<Answer>(
  service: string,
  method: string,
  path: string,
  body?: Members,
): Promise<Answer> {
  // The region takes any signature; by its scope it knows which service is meant.
  const scope = `local/20200101/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return ask(path, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** What AWS has no operation for. Rejects with RegionProblem. */
export function view<Answer>(name: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return ask(`/_millrace/api/${name}?${new URLSearchParams(query)}`, {});
}

/** The same, with more to say than an address holds. Rejects with RegionProblem. */
export function post<Answer>(name: string, members: Members | readonly object[]): Promise<Answer> {
  return ask(`/_millrace/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(members),
  });
}

async function ask<Answer>(path: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(path, request).catch(() => undefined);
  if (response === undefined)
    throw new RegionProblem("Unreachable", "The region does not answer. Is it still up?");
  const text = await response.text();
  const said: unknown = text === "" ? {} : parsed(text);
  if (response.ok) return said as Answer;
  const { __type, code, message, Message } = said as Readonly<Record<string, string | undefined>>;
  const name = (__type ?? code ?? `HTTP ${response.status}`).replace(/^.*#/, "");
  throw new RegionProblem(name, message ?? Message ?? text.slice(0, 500));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 500) };
  }
}

/** All of what comes in pages. */
export async function allPages<Item>(
  page: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
  most = 10_000,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...items);
    token = next;
  } while (token !== undefined && all.length < most);
  return all;
}
