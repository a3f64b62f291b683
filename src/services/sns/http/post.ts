// One message to an HTTP endpoint. SNS developer guide, "Parsing Amazon SNS message formats": what comes with it in the headers.

import { basicCredentials, exchange, type HttpRequest } from "../../../http-client/exchange.ts";
import type { Clock } from "../../../time/clock.ts";

/** SNS waits fifteen seconds for an answer, and reads nothing of it. */
const limits = { timeoutMs: 15_000, mostResponseBytes: 0 };

/** `isPassing`: whether the same may go well later. */
export type PostOutcome = "taken" | { readonly problem: string; readonly isPassing: boolean };

export interface HttpMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function post(message: HttpMessage, clock: Clock): Promise<PostOutcome> {
  let request: HttpRequest;
  try {
    request = requestOf(message);
  } catch (problem) {
    return { problem: `the request cannot be made: ${(problem as Error).message}`, isPassing: false };
  }
  const answer = await exchange(request, limits, { clock });
  if ("problem" in answer) return { problem: `the request failed: ${answer.problem}`, isPassing: true };
  const { status } = answer;
  if (status >= 200 && status < 300) return "taken";
  return { problem: `${request.url.href} answered ${status}`, isPassing: status >= 500 || status === 429 };
}

/** `fetch` takes no URL with a user in it. */
function requestOf({ url: text, headers: given, body }: HttpMessage): HttpRequest {
  const url = new URL(text);
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = "";
  url.password = "";
  const headers = new Headers({ "user-agent": "Amazon Simple Notification Service Agent", ...given });
  if (user !== "") headers.set("authorization", basicCredentials(user, password));
  return { url, method: "POST", headers, body };
}
