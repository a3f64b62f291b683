// The rules by which requests to custom domain names are led, on the wire.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import {
  flag,
  integer,
  listOf,
  optional,
  required,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { RoutingRule } from "../domains/records.ts";
import { badRequest } from "../refusals.ts";
import { page, pageQuery } from "./api-operations.ts";
import { domainName, oneDomain } from "./http-domain-operations.ts";
import { gatewayOperation, pageOf } from "./rest.ts";

const condition = structure({
  matchBasePaths: optional(structure({ anyOf: required(listOf(text({ min: 1 }), { min: 1 })) })),
  matchHeaders: optional(
    structure({
      anyOf: required(
        listOf(
          structure({
            header: required(text({ min: 1, max: 40 })),
            valueGlob: required(text({ min: 1, max: 128, pattern: /\*?[^*]*\*?/ })),
          }),
          { min: 1 },
        ),
      ),
    }),
  ),
});
const action = structure({
  invokeApi: required(
    structure({
      ...{ apiId: required(text()), stage: required(text()), stripBasePath: optional(flag()) },
    }),
  ),
});
const ruleMembers = {
  ...{ domainName, priority: required(integer({ min: 1, max: 1_000_000 })) },
  actions: required(listOf(action, { min: 1, max: 1 })),
  conditions: required(listOf(condition, { max: 5 })),
};

export function routingRuleOperations({ domains, restApis }: ApiGateway): RestOperations {
  const all = `${oneDomain}/routingrules`;
  const at = `${all}/{routingRuleId}`;
  const routingRuleId = required(text());
  const newRule = structure(ruleMembers);
  const shownRule = ({ routingRuleId: id, priority, conditions, ...rule }: RoutingRule): WireObject => ({
    ...{ routingRuleId: id, priority, conditions, actions: [{ invokeApi: rule.invokeApi }] },
    routingRuleArn: `${domains.arn(rule.domainName)}/routingrules/${id}`,
  });
  /** Throws BadRequestException. */
  const ruleOf = ({ domainName: name, priority, conditions, actions: [first] }: ValueOf<typeof newRule>) => {
    const invokeApi = first?.invokeApi;
    if (invokeApi === undefined || restApis.find(invokeApi.apiId) === undefined)
      throw badRequest("Invalid REST API identifier specified");
    return {
      ...{ domainName: name, priority, conditions },
      invokeApi: { ...invokeApi, stripBasePath: invokeApi.stripBasePath ?? false },
    };
  };
  return {
    CreateRoutingRule: gatewayOperation(newRule, { path: all, method: "POST", status: 201 }, (request) =>
      shownRule(domains.putRule(ruleOf(request))),
    ),
    GetRoutingRule: gatewayOperation(
      structure({ domainName, routingRuleId }),
      { path: at, method: "GET" },
      (request) => shownRule(domains.rule(request.domainName, request.routingRuleId)),
    ),
    ListRoutingRules: gatewayOperation(
      structure({ domainName, ...page }),
      { path: all, method: "GET", query: pageQuery },
      (request) => {
        domains.get(request.domainName);
        const found = pageOf(domains.rulesOf(request.domainName), request, (each) => each.routingRuleId);
        return { routingRules: found.page.map(shownRule), nextToken: found.nextToken };
      },
    ),
    PutRoutingRule: gatewayOperation(
      structure({ ...ruleMembers, routingRuleId }),
      { path: at, method: "PUT" },
      (request) => {
        const { routingRuleId: id } = domains.rule(request.domainName, request.routingRuleId);
        return shownRule(domains.putRule(ruleOf(request), id));
      },
    ),
    DeleteRoutingRule: gatewayOperation(
      structure({ domainName, routingRuleId }),
      { path: at, method: "DELETE", status: 204 },
      (request) => {
        domains.removeRule(domains.rule(request.domainName, request.routingRuleId));
        return {};
      },
    ),
  };
}
