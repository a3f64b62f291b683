// Endpoints that rules post to, on the wire.
// https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRuleDestination.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { integer, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { invalidRequest } from "../refusals.ts";
import { destinationStatuses, type RuleDestination } from "../rules/rule-destinations.ts";
import { pageOf } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const arn = required(text());
const one = { path: "/destinations/{arn+}" };
const all = { path: "/destinations" };
const destinationConfiguration = required(
  structure({
    httpUrlConfiguration: optional(structure({ confirmationUrl: required(text({ max: 2000 })) })),
  }),
);

export function destinationOperations({ destinations, book }: Iot): RestOperations {
  return {
    CreateTopicRuleDestination: restOperation(
      structure({ destinationConfiguration }),
      { ...all, method: "POST" },
      ({ destinationConfiguration: { httpUrlConfiguration } }) => {
        if (httpUrlConfiguration === undefined)
          throw invalidRequest("A destination must have an httpUrlConfiguration: the region has no others");
        return { topicRuleDestination: shown(destinations.create(httpUrlConfiguration.confirmationUrl)) };
      },
    ),
    GetTopicRuleDestination: restOperation(structure({ arn }), { ...one, method: "GET" }, (request) => ({
      topicRuleDestination: shown(destinations.get(request.arn)),
    })),
    ListTopicRuleDestinations: restOperation(
      structure({ maxResults: optional(integer({ min: 1, max: 1000 })), nextToken: optional(text()) }),
      { ...all, method: "GET", query: { maxResults: "number", nextToken: "text" } },
      ({ maxResults, nextToken }) => {
        const keyOf = (each: RuleDestination) => each.arn;
        const { items, next } = pageOf({
          of: destinations.all(),
          keyOf,
          token: nextToken,
          limit: maxResults,
        });
        const destinationSummaries = items.map((each) => {
          const { httpUrlProperties, ...summary } = shown(each);
          return { ...summary, httpUrlSummary: httpUrlProperties };
        });
        return present({ destinationSummaries, nextToken: next });
      },
    ),
    UpdateTopicRuleDestination: restOperation(
      structure({ arn, status: required(oneOf(...destinationStatuses)) }),
      { ...all, method: "PATCH" },
      (request) => {
        destinations.setStatus(request.arn, request.status);
        return {};
      },
    ),
    DeleteTopicRuleDestination: restOperation(structure({ arn }), { ...one, method: "DELETE" }, (request) => {
      destinations.delete(request.arn);
      return {};
    }),
    ConfirmTopicRuleDestination: restOperation(
      structure({ confirmationToken: arn }),
      { path: "/confirmdestination/{confirmationToken+}", method: "GET" },
      async ({ confirmationToken }) => {
        destinations.confirm(confirmationToken);
        await book.committed();
        return {};
      },
    ),
  };
}

function shown({ arn, status, statusReason, confirmationUrl, ...times }: RuleDestination): WireObject {
  return present({
    ...{ arn, status, statusReason, httpUrlProperties: { confirmationUrl } },
    ...{ createdAt: new Date(times.createdAt), lastUpdatedAt: new Date(times.updatedAt) },
  });
}
