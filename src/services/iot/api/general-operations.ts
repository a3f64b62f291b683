// Tags and the endpoint on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html

import { tagList } from "../../../aws/tags.ts";
import { listOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { invalidRequest, notFound } from "../refusals.ts";
import { tagMap, tags as tagsShape } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const resourceArn = required(text({ min: 1 }));
/** What devices connect to, and what else there is. */
const brokerTypes = ["iot:Data", "iot:Data-ATS", "iot:Data-Beta"];
const otherTypes = ["iot:CredentialProvider", "iot:Jobs"];

export function generalOperations(iot: Iot): RestOperations {
  const { tags, brokerHost, endpoint, rules, groups, billingGroups, types, policies } = iot;
  /** Throws ResourceNotFoundException for what there is not, and for what bears no tags. */
  const bearer = (arn: string) => {
    const isThere =
      rules.all().some(({ ruleName }) => rules.arn(ruleName) === arn) ||
      groups.all().some(({ thingGroupName }) => groups.arn(thingGroupName) === arn) ||
      billingGroups.all().some(({ billingGroupName }) => billingGroups.arn(billingGroupName) === arn) ||
      types.all().some(({ thingTypeName }) => types.arn(thingTypeName) === arn) ||
      policies.all().some(({ policyName }) => policies.arn(policyName) === arn);
    if (!isThere) throw notFound(`There is nothing to be tagged with the ARN ${arn}`);
    return arn;
  };
  return {
    /** With its port: there is no name on this machine that AWS's port would be the right one for. */
    DescribeEndpoint: restOperation(
      structure({ endpointType: optional(text({ max: 128 })) }),
      { path: "/endpoint", method: "GET", query: { endpointType: "text" } },
      async ({ endpointType = "iot:Data" }) => {
        if (brokerTypes.includes(endpointType)) {
          const { port } = await brokerHost.open();
          return { endpointAddress: `127.0.0.1:${port}` };
        }
        if (otherTypes.includes(endpointType)) return { endpointAddress: new URL(endpoint).host };
        throw invalidRequest(
          `Invalid endpoint type: ${endpointType}. Expected one of ${[...brokerTypes, ...otherTypes].join(", ")}`,
        );
      },
    ),
    TagResource: restOperation(
      structure({ resourceArn, tags: required(tagsShape) }),
      { path: "/tags", method: "POST" },
      (request) => {
        tags.add(bearer(request.resourceArn), tagMap(request.tags));
        return {};
      },
    ),
    UntagResource: restOperation(
      structure({ resourceArn, tagKeys: required(listOf(text({ min: 1, max: 128 }))) }),
      { path: "/untag", method: "POST" },
      (request) => {
        tags.remove(bearer(request.resourceArn), request.tagKeys);
        return {};
      },
    ),
    ListTagsForResource: restOperation(
      structure({ resourceArn, nextToken: optional(text()) }),
      { path: "/tags", method: "GET", query: { resourceArn: "text", nextToken: "text" } },
      (request) => ({
        tags: tagList(tags.of(bearer(request.resourceArn))),
      }),
    ),
  };
}
