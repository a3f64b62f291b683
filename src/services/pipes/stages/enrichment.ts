// The enrichment of a pipe: what it is called with, and which events its answer is.
// EventBridge user guide, "Event enrichment in Amazon EventBridge Pipes".

import { parseArn } from "../../../aws/arn.ts";
import type { Delivered, DeliveryOutcome } from "../../../aws/delivery.ts";
import type { Json } from "../../../aws/json.ts";
import { compileHttpParameters } from "../../../event-patterns/dynamic-parameters.ts";
import type { EnrichmentParameters } from "../pipe-definition.ts";
import type { DecodeEvent } from "./implicit-data.ts";
import {
  type FailedOutcome,
  failedOutcome,
  type Outgoing,
  type PipeOwner,
  type PipeRouter,
} from "./target.ts";

export type Enriched =
  /** None for an answer that says that there is nothing for the target. */
  { readonly status: "ENRICHED"; readonly events: readonly Json[] } | FailedOutcome;

export type Enrich = (outgoing: Outgoing) => Promise<Enriched>;

/** The longest call and answer. */
export const largestEnrichmentBytes = 6 * 1024 * 1024;

/** The services of API destinations and of REST APIs. */
const byHttp = new Set(["events", "execute-api"]);

/** Throws ValidationException for an ARN that is no target. */
export function compileEnrichment(
  owner: PipeOwner,
  to: { readonly arn: string; readonly parameters: EnrichmentParameters; readonly decode: DecodeEvent },
  router: PipeRouter,
): Enrich {
  const { arn, parameters, decode } = to;
  const kind = router.targetOf(arn);
  const address = { arn, caller: { arn: owner.arn, roleArn: owner.roleArn }, until: "answered" } as const;
  if (!byHttp.has(parseArn(arn)?.service ?? ""))
    return async ({ whole }) => enrichedBy([await kind.deliver({ ...address, payload: whole })]);
  const httpOf = parameters.HttpParameters && compileHttpParameters(parameters.HttpParameters);
  // One event at a time.
  return async ({ events, texts }) =>
    enrichedBy(
      await Promise.all(
        events.map((event, index) => {
          const payload = { text: texts?.[index] ?? JSON.stringify(event) };
          return kind.deliver({ ...address, http: httpOf?.(decode(event)), payload });
        }),
      ),
    );
}

function enrichedBy(outcomes: readonly DeliveryOutcome[]): Enriched {
  const answers: Delivered[] = [];
  for (const outcome of outcomes) {
    if (outcome.status !== "DELIVERED") return failedOutcome(outcome);
    answers.push(outcome);
  }
  return { status: "ENRICHED", events: answers.flatMap(({ answer }) => eventsIn(answer)) };
}

/** `""`, `{}` and `[]` are nothing for the target; `[{}]` is an event without content. */
function eventsIn(answer: Json | undefined): readonly Json[] {
  if (Array.isArray(answer)) return answer as readonly Json[];
  if (answer === undefined || answer === null || answer === "") return [];
  return typeof answer === "object" && Object.keys(answer).length === 0 ? [] : [answer];
}
