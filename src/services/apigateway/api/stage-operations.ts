// Stages, deployments and tags of HTTP APIs on the wire.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html

import { withoutTags } from "../../../aws/tags.ts";
import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { listOf, mapOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import type { Deployment, HttpStage } from "../http-apis/records.ts";
import { createStage, deleteDeployment, deleteStage, deploy, updateStage } from "../http-apis/stages.ts";
import { notFound } from "../refusals.ts";
import { apiId } from "./api-operations.ts";
import { changedEntries, stageMembers, stageSettings } from "./integration-members.ts";
import { listOperation, partOf } from "./part-operations.ts";
import { gatewayOperation } from "./rest.ts";
import { type Tagged, taggedDomain } from "./rest-tag-operations.ts";

const base = "/v2/apis/{apiId}";
const stageName = required(text());
const deploymentId = required(text());

export function stageOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/stages`;
  const one = `${path}/{stageName}`;
  const shown = (stage: HttpStage, of: string): WireObject => ({
    ...stage,
    tags: httpApis.tags.get(httpApis.stageArn(of, stage.stageName)) ?? {},
  });
  const without = (change: (stage: HttpStage, routeKey: string) => Partial<HttpStage>, rest: string) =>
    gatewayOperation(
      structure({ apiId, stageName, routeKey: optional(text()) }),
      { path: `${one}/${rest}`, method: "DELETE", status: 204 },
      ({ apiId: of, stageName: name, routeKey = "" }) => {
        const stage = partOf(httpApis, httpApis.stages, of, name);
        updateStage(httpApis, of, name, change(stage, routeKey));
        return {};
      },
    );
  return {
    CreateStage: gatewayOperation(
      structure({ apiId, stageName, ...stageMembers, tags: optional(mapOf(text())) }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, stageName: name, tags, ...given }) => {
        const stage = createStage(httpApis, of, name, stageSettings(given));
        if (tags !== undefined) httpApis.tags.put(httpApis.stageArn(of, name), tags);
        return shown(stage, of);
      },
    ),
    UpdateStage: gatewayOperation(
      structure({ apiId, stageName, ...stageMembers }),
      { path: one, method: "PATCH" },
      ({ apiId: of, stageName: name, ...change }) => {
        const former = httpApis.stages.find(of, name)?.stageVariables;
        const stageVariables = changedEntries(former, change.stageVariables);
        return shown(updateStage(httpApis, of, name, present({ ...change, stageVariables })), of);
      },
    ),
    DeleteStage: gatewayOperation(
      structure({ apiId, stageName }),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, stageName: name }) => {
        deleteStage(httpApis, of, name);
        return {};
      },
    ),
    GetStage: gatewayOperation(
      structure({ apiId, stageName }),
      { path: one, method: "GET" },
      ({ apiId: of, stageName: name }) => shown(partOf(httpApis, httpApis.stages, of, name), of),
    ),
    GetStages: listOperation(httpApis, httpApis.stages, path, (each) => each.stageName, shown),
    DeleteAccessLogSettings: without(() => ({ accessLogSettings: undefined }), "accesslogsettings"),
    DeleteRouteSettings: without((stage, routeKey) => {
      const { [routeKey]: gone, ...routeSettings } = stage.routeSettings;
      if (gone === undefined) throw notFound(`Invalid RouteKey specified ${routeKey}`);
      return { routeSettings };
    }, "routesettings/{routeKey}"),
  };
}

export function deploymentOperations({ httpApis }: ApiGateway): RestOperations {
  const path = `${base}/deployments`;
  const one = `${path}/{deploymentId}`;
  const shown = ({ copy: _, ...told }: Deployment): WireObject => told;
  const description = optional(text({ max: 1024 }));
  return {
    CreateDeployment: gatewayOperation(
      structure({ apiId, description, stageName: optional(text()) }),
      { path, method: "POST", status: 201 },
      ({ apiId: of, ...request }) => shown(deploy(httpApis, of, present(request))),
    ),
    UpdateDeployment: gatewayOperation(
      structure({ apiId, deploymentId, description }),
      { path: one, method: "PATCH" },
      ({ apiId: of, deploymentId: id, ...change }) => {
        const deployment = partOf(httpApis, httpApis.deployments, of, id);
        return shown(httpApis.deployments.put(of, { ...deployment, ...present(change) }));
      },
    ),
    DeleteDeployment: gatewayOperation(
      structure({ apiId, deploymentId }),
      { path: one, method: "DELETE", status: 204 },
      ({ apiId: of, deploymentId: id }) => {
        deleteDeployment(httpApis, of, id);
        return {};
      },
    ),
    GetDeployment: gatewayOperation(
      structure({ apiId, deploymentId }),
      { path: one, method: "GET" },
      ({ apiId: of, deploymentId: id }) => shown(partOf(httpApis, httpApis.deployments, of, id)),
    ),
    GetDeployments: listOperation(httpApis, httpApis.deployments, path, (each) => each.deploymentId, shown),
  };
}

export function tagOperations(gateway: ApiGateway): RestOperations {
  const path = "/v2/tags/{resourceArn}";
  const resourceArn = required(text());
  return {
    GetTags: gatewayOperation(structure({ resourceArn }), { path, method: "GET" }, (request) => ({
      tags: taggedAt(gateway, request.resourceArn).tags,
    })),
    TagResource: gatewayOperation(
      structure({ resourceArn, tags: required(mapOf(text())) }),
      { path, method: "POST", status: 201 },
      ({ resourceArn: arn, tags }) => {
        const tagged = taggedAt(gateway, arn);
        tagged.put({ ...tagged.tags, ...tags });
        return {};
      },
    ),
    UntagResource: gatewayOperation(
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
  const { httpApis, vpcLinks } = gateway;
  const [, kind, id = "", stage] =
    /:\/(apis|vpclinks|domainnames)\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn) ?? [];
  if (kind === "domainnames") return taggedDomain(gateway, id);
  if (kind === "vpclinks") {
    const link = vpcLinks.ofHttpApi(id);
    return { tags: link.tags ?? {}, put: (tags) => vpcLinks.putOfHttpApis({ ...link, tags }) };
  }
  const isThere =
    stage === undefined ? httpApis.find(id) !== undefined : httpApis.stages.find(id, stage) !== undefined;
  if (!isThere) throw notFound(`Invalid resource identifier specified: ${arn}`);
  return { tags: httpApis.tags.get(arn) ?? {}, put: (tags) => httpApis.tags.put(arn, tags) };
}
