// One message to an HTTP endpoint. SNS developer guide, "Parsing Amazon SNS message formats": what comes with it in the headers.

import type { Clock } from "../../../time/clock.ts";

/** SNS waits fifteen seconds for an answer. */
const timeoutMs = 15_000;

/** `isPassing`: whether the same may go well later. */
export type PostOutcome = "taken" | { readonly problem: string; readonly isPassing: boolean };

export interface HttpMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Nothing is sent beyond this machine. */
export function isOfThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]|(?:[a-z0-9_-]+\.)+localhost)$/i.test(hostname);
}

export async function post({ url, headers, body }: HttpMessage, clock: Clock): Promise<PostOutcome> {
  const overdue = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => overdue.abort());
  try {
    const { username, password, ...rest } = partsOf(url);
    const authorization =
      username === ""
        ? {}
        : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
    const response = await fetch(rest.url, {
      method: "POST",
      headers: { "user-agent": "Amazon Simple Notification Service Agent", ...headers, ...authorization },
      body,
      redirect: "manual",
      signal: overdue.signal,
    });
    await response.body?.cancel();
    if (response.ok) return "taken";
    const isPassing = response.status >= 500 || response.status === 429;
    return { problem: `${rest.url} answered ${response.status}`, isPassing };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = overdue.signal.aborted ? `no response in ${timeoutMs / 1000} seconds` : String(cause);
    return { problem: `the request failed: ${reason}`, isPassing: true };
  } finally {
    timer.cancel();
  }
}

/** `fetch` takes no URL with a user in it. */
function partsOf(url: string) {
  const parsed = new URL(url);
  const [username, password] = [decodeURIComponent(parsed.username), decodeURIComponent(parsed.password)];
  parsed.username = "";
  parsed.password = "";
  return { username, password, url: parsed.href };
}
