// Deliveries that are requests over HTTP: what fills their addresses, and what becomes of them by the answer.

import { type DeliveryOutcome, type DeliveryRequest, delivered } from "./delivery.ts";
import { parseJsonOrText } from "./json-text.ts";

/** With a value for each asterisk in turn; what has none becomes empty. */
export function filledPath(path: string, given: readonly string[] = []): string {
  const values = [...given];
  return path.replace(/\*/g, () => encodeURIComponent(values.shift() ?? ""));
}

/** EventBridge tries again after 401, 407, 409, 429 and 5xx. `what` answered. */
export function httpOutcome(
  { status, text }: { readonly status: number; readonly text: string },
  { until }: DeliveryRequest,
  what: string,
): DeliveryOutcome {
  if (status >= 200 && status < 300)
    return until === "answered" ? { status: "DELIVERED", answer: parseJsonOrText(text) } : delivered;
  const error = {
    code: `HTTP_${status}`,
    message: `The ${what} answered with the status ${status}.`,
    isPassing: [401, 407, 409, 429].includes(status) || status >= 500,
  };
  return { status: status === 429 ? "THROTTLED" : "FAILED", error };
}
