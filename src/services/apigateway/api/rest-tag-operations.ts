// Tags of REST APIs, their stages, of keys and of plans, and of what APIs are reached by, by ARN.
// https://docs.aws.amazon.com/apigateway/latest/api/API_TagResource.html

import { withoutTags } from "../../../aws/tags.ts";
import { listOf, mapOf, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { Texts } from "../records.ts";
import { notFound } from "../refusals.ts";
import { putStage } from "../rest-apis/stages.ts";
import { checkTags } from "../rest-apis/tags.ts";
import { type NamedOperations, restOperation } from "./rest.ts";

export interface Tagged {
  readonly tags: Texts;
  readonly put: (tags: Texts) => void;
}

export function restTagOperations(gateway: ApiGateway): NamedOperations {
  const path = "/tags/{resourceArn}";
  const resourceArn = required(text());
  return {
    GetTags: restOperation(structure({ resourceArn }), { path, method: "GET" }, (request) => ({
      tags: { ...taggedAt(gateway, request.resourceArn).tags },
    })),
    TagResource: restOperation(
      structure({ resourceArn, tags: required(mapOf(text({ max: 256 }))) }),
      { path, method: "PUT", status: 204 },
      ({ resourceArn: arn, tags }) => {
        const tagged = taggedAt(gateway, arn);
        tagged.put({ ...tagged.tags, ...checkTags(tags) });
        return {};
      },
    ),
    UntagResource: restOperation(
      structure({ resourceArn, tagKeys: required(listOf(text())) }),
      { path, method: "DELETE", status: 204, query: { tagKeys: "texts" } },
      ({ resourceArn: arn, tagKeys }) => {
        const tagged = taggedAt(gateway, arn);
        tagged.put(withoutTags(tagged.tags, tagKeys));
        return {};
      },
    ),
  };
}

/** Throws NotFoundException. */
function taggedAt(gateway: ApiGateway, arn: string): Tagged {
  const { restApis, usagePlans, vpcLinks, clientCertificates } = gateway;
  const [, kind = "", id = "", stageName] =
    /^arn:[\w-]+:apigateway:[\w-]*::\/(restapis|apikeys|usageplans|vpclinks|clientcertificates|domainnames)\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(
      arn,
    ) ?? [];
  if (kind === "restapis" && stageName !== undefined) {
    restApis.get(id);
    const stage = restApis.stages.get(id, stageName);
    return {
      tags: stage.tags ?? {},
      put: (tags) => putStage(restApis, id, stageName, { ...stage, tags }),
    };
  }
  if (kind === "restapis")
    return { tags: restApis.get(id).tags ?? {}, put: (tags) => restApis.update(id, { tags }) };
  if (kind === "apikeys") {
    const key = usagePlans.key(id);
    return { tags: key.tags ?? {}, put: (tags) => usagePlans.putKey({ ...key, tags }) };
  }
  if (kind === "usageplans") {
    const plan = usagePlans.plan(id);
    return { tags: plan.tags ?? {}, put: (tags) => usagePlans.putPlan({ ...plan, tags }, id) };
  }
  if (kind === "vpclinks") {
    const link = vpcLinks.ofRestApi(id);
    return { tags: link.tags ?? {}, put: (tags) => vpcLinks.putOfRestApis({ ...link, tags }) };
  }
  if (kind === "clientcertificates") {
    const certificate = clientCertificates.get(id);
    return {
      tags: certificate.tags ?? {},
      put: (tags) => clientCertificates.put({ ...certificate, tags }),
    };
  }
  if (kind === "domainnames") return taggedDomain(gateway, id);
  throw notFound(`Invalid resource ARN specified: ${arn}`);
}

/** Throws NotFoundException. */
export function taggedDomain({ domains }: ApiGateway, domainName: string): Tagged {
  const domain = domains.get(domainName);
  return { tags: domain.tags ?? {}, put: (tags) => domains.replace({ ...domain, tags }) };
}
