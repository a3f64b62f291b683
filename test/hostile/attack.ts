// One thing that is done to the region, and what must not come of it.

import type { Answer, Target } from "./target.ts";

export interface Attack {
  readonly name: string;
  /** Does it, and answers with what is wrong, if anything is. The region must be up afterwards. */
  run(target: Target): Promise<string | undefined>;
  /** The region may be killed and started by the attack itself, so that nobody's wait is counted. */
  readonly restarts?: true;
}

export interface AttackClass {
  readonly name: string;
  /** In the short form one attack of so many. @default 5 */
  readonly shortStep?: number;
  /** So many are done at a time, if they leave each other alone. @default 1 */
  readonly lanes?: number;
  readonly attacks: readonly Attack[] | ((target: Target) => readonly Attack[] | Promise<readonly Attack[]>);
}

/** Any answer but a fault of the region's own; undefined if all is well. */
export function faultIn({ status, body }: Answer): string | undefined {
  if (status < 500 || status === 501 || status === 503) return undefined;
  return `answered ${status}: ${body.slice(0, 200)}`;
}

/** What AWS's clients can read: JSON or XML by the content type, with a code where it is a refusal. */
export function shapeFault(answer: Answer): string | undefined {
  const fault = faultIn(answer);
  if (fault !== undefined) return fault;
  const { status, headers, body } = answer;
  const type = String(headers["content-type"] ?? "");
  if (body === "" || status < 400) return undefined;
  if (type.includes("json")) {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    const named = typeof parsed.__type === "string" || headers["x-amzn-errortype"] !== undefined;
    return named ? undefined : `a refusal without a code: ${body.slice(0, 200)}`;
  }
  if (type.includes("xml"))
    return /<Code>[^<]+<\/Code>/.test(body) ? undefined : `a refusal without a code: ${body}`;
  return undefined;
}

/** The first problem of several. */
export async function firstProblem<Item>(
  items: Iterable<Item>,
  check: (item: Item) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const item of items) {
    const problem = await check(item);
    if (problem !== undefined) return `${shown(item)}: ${problem}`;
  }
  return undefined;
}

function shown(item: unknown): string {
  const text = typeof item === "string" ? item : (JSON.stringify(item) ?? String(item));
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
