// Publishes under another topic. https://docs.aws.amazon.com/iot/latest/developerguide/republish-rule-action.html

import { integer, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { invalidRequest } from "../refusals.ts";
import { compileTemplate } from "../sql/template.ts";
import { topicProblem } from "../topics/topic-names.ts";
import { type ActionKind, actionKind } from "./action.ts";

/** A rule whose messages come back to it would never end. AWS goes on, and bills it. */
const mostHops = 10;

export const republish: ActionKind = actionKind(
  structure({
    roleArn: required(text()),
    topic: required(text({ min: 1 })),
    qos: optional(integer({ min: 0, max: 1 })),
  }),
  ({ topic, qos = 0 }, ends) => {
    const name = compileTemplate(topic);
    return {
      type: "Republish",
      resource: topic,
      async run({ text, outcome, publication }) {
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
        });
      },
    };
  },
);
