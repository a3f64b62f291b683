// Publishes under another topic. https://docs.aws.amazon.com/iot/latest/developerguide/republish-rule-action.html

import { integer, listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { MessageProperties } from "../messages/publication.ts";
import { invalidRequest } from "../refusals.ts";
import { compileTemplate } from "../sql/template.ts";
import { topicProblem } from "../topics/topic-names.ts";
import { type ActionKind, type ActionRun, actionKind, optionalTemplate } from "./action.ts";

/** A rule whose messages come back to it would never end. AWS goes on, and bills it. */
const mostHops = 10;

const header = optional(text());
const headersShape = structure({
  ...{ payloadFormatIndicator: header, contentType: header, responseTopic: header, correlationData: header },
  messageExpiry: header,
  userProperties: optional(
    listOf(structure({ key: required(text()), value: required(text()) }), { max: 100 }),
  ),
});

export const republish: ActionKind = actionKind(
  structure({
    roleArn: required(text()),
    topic: required(text({ min: 1 })),
    qos: optional(integer({ min: 0, max: 1 })),
    headers: optional(headersShape),
  }),
  ({ topic, qos = 0, headers }, ends) => {
    const name = compileTemplate(topic);
    const propertiesOf = headers === undefined ? undefined : compileHeaders(headers);
    return {
      type: "Republish",
      resource: topic,
      async run(run) {
        const { text, outcome, publication } = run;
        if (publication.hops >= mostHops)
          throw invalidRequest(
            `The message has been republished ${mostHops} times: rules republish to each other`,
          );
        // `$$` is what a reserved topic begins with, as `$` begins a template.
        const to = (await text(name)).replace(/^\$\$/, "$$");
        const problem = topicProblem(to);
        if (problem !== undefined) throw invalidRequest(problem);
        await ends.publish({
          ...publication,
          ...{ topic: to, payload: outcome.bytes, qos: qos === 1 ? 1 : 0, retain: false },
          hops: publication.hops + 1,
          properties: await propertiesOf?.(run),
        });
      },
    };
  },
);

interface Headers {
  readonly payloadFormatIndicator?: string | undefined;
  readonly contentType?: string | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlationData?: string | undefined;
  readonly userProperties?: readonly { readonly key: string; readonly value: string }[] | undefined;
}

/** A message that is republished has these and no others. */
function compileHeaders(headers: Headers): (run: ActionRun) => Promise<MessageProperties> {
  const contentType = optionalTemplate(headers.contentType);
  const responseTopic = optionalTemplate(headers.responseTopic);
  const correlationData = optionalTemplate(headers.correlationData);
  const formatIndicator = optionalTemplate(headers.payloadFormatIndicator);
  const user = (headers.userProperties ?? []).map(({ key, value }) => ({
    key: compileTemplate(key),
    value: compileTemplate(value),
  }));
  return async ({ text }) => ({
    contentType: contentType && (await text(contentType)),
    responseTopic: responseTopic && (await text(responseTopic)),
    correlationData: correlationData && (await text(correlationData)),
    formatIndicator: formatIndicator && (await text(formatIndicator)),
    user: await Promise.all(
      user.map(async ({ key, value }) => [await text(key), await text(value)] as const),
    ),
  });
}
