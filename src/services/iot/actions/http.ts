// Posts to an endpoint of this machine. https://docs.aws.amazon.com/iot/latest/developerguide/https-rule-action.html

import { flag, listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { invalidRequest } from "../refusals.ts";
import { compileTemplate } from "../sql/template.ts";
import { type ActionKind, actionKind, DeliveryFailure } from "./action.ts";

/** As AWS waits for an answer. */
const patienceMs = 3000;
const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/;

export const http: ActionKind = actionKind(
  structure({
    url: required(text({ min: 1 })),
    confirmationUrl: optional(text()),
    headers: optional(
      listOf(structure({ key: required(text({ min: 1 })), value: required(text()) }), { max: 100 }),
    ),
    enableBatching: optional(flag()),
  }),
  ({ url, headers = [], enableBatching = false }) => {
    if (enableBatching)
      throw invalidRequest("The local region does not batch what it posts: leave enableBatching out");
    const to = compileTemplate(url);
    const given = headers.map(({ key, value }) => ({ key, value: compileTemplate(value) }));
    return {
      type: "Http",
      resource: url,
      async run({ text, outcome }) {
        const target = await text(to);
        if (!URL.canParse(target) || !local.test(new URL(target).hostname))
          throw invalidRequest(`The local region posts to this machine only, not to ${target}`);
        const sent = new Headers({ "content-type": "application/json" });
        for (const { key, value } of given) sent.set(key, await text(value));
        const request = {
          method: "POST",
          headers: sent,
          body: new Uint8Array(outcome.bytes),
          redirect: "manual",
        } as const;
        await post(target, { ...request, signal: AbortSignal.timeout(patienceMs) });
      },
    };
  },
);

async function post(target: string, request: RequestInit): Promise<void> {
  let status: number;
  try {
    const response = await fetch(target, request);
    await response.body?.cancel();
    status = response.status;
  } catch (thrown) {
    const { message, cause } = thrown as Error;
    const problem = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new DeliveryFailure({ code: "HttpConnectionFailure", message: problem, isPassing: true });
  }
  if (status >= 200 && status < 300) return;
  const isPassing = status === 429 || status >= 500;
  throw new DeliveryFailure({
    code: "HttpStatus",
    message: `The endpoint answered with ${status}`,
    isPassing,
  });
}
