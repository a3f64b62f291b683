// Posts to an endpoint of this machine. https://docs.aws.amazon.com/iot/latest/developerguide/https-rule-action.html

import { flag, integer, listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { exchange, type HttpRequest } from "../../../http-client/exchange.ts";
import { isLoopback } from "../../../http-client/loopback.ts";
import type { Clock } from "../../../time/clock.ts";
import { invalidRequest } from "../refusals.ts";
import { compileTemplate } from "../sql/template.ts";
import { type ActionKind, actionKind, DeliveryFailure } from "./action.ts";
import { HttpBatches, type Post } from "./http-batches.ts";

/** As long as AWS waits for an answer; nothing is read of it. */
const limits = { timeoutMs: 3000, mostResponseBytes: 0 };

export const http: ActionKind = actionKind(
  structure({
    url: required(text({ min: 1 })),
    confirmationUrl: optional(text()),
    headers: optional(
      listOf(structure({ key: required(text({ min: 1 })), value: required(text()) }), { max: 100 }),
    ),
    enableBatching: optional(flag()),
    batchConfig: optional(
      structure({
        maxBatchOpenMs: optional(integer({ min: 5, max: 200 })),
        maxBatchSize: optional(integer({ min: 2, max: 10 })),
        maxBatchSizeBytes: optional(integer({ min: 100, max: 131_072 })),
      }),
    ),
  }),
  ({ url, headers = [], enableBatching = false, batchConfig = {} }, { clock }) => {
    const { maxBatchOpenMs = 20, maxBatchSize = 10, maxBatchSizeBytes = 5120 } = batchConfig;
    const bounds = { openMs: maxBatchOpenMs, messages: maxBatchSize, bytes: maxBatchSizeBytes };
    const postText: Post = (to, sent, body) => post({ url: to, method: "POST", headers: sent, body }, clock);
    const batches = enableBatching ? new HttpBatches(clock, bounds, postText) : undefined;
    const to = compileTemplate(url);
    const given = headers.map(({ key, value }) => ({ key, value: compileTemplate(value) }));
    return {
      type: "Http",
      resource: url,
      async run({ text, outcome }) {
        const target = await text(to);
        if (!URL.canParse(target) || !isLoopback(new URL(target)))
          throw invalidRequest(`The local region posts to this machine only, not to ${target}`);
        const sent = new Headers({ "content-type": "application/json" });
        for (const { key, value } of given) sent.set(key, await text(value));
        if (batches !== undefined) return batches.add(new URL(target), sent, outcome.bytes.toString());
        const body = new Uint8Array(outcome.bytes);
        await post({ url: new URL(target), method: "POST", headers: sent, body }, clock);
      },
    };
  },
);

async function post(request: HttpRequest, clock: Clock): Promise<void> {
  const answer = await exchange(request, limits, { clock });
  if ("problem" in answer)
    throw new DeliveryFailure({ code: "HttpConnectionFailure", message: answer.problem, isPassing: true });
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const isPassing = status === 429 || status >= 500;
  throw new DeliveryFailure({
    code: "HttpStatus",
    message: `The endpoint answered with ${status}`,
    isPassing,
  });
}
