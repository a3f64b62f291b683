// VPC links on the wire: of REST APIs, and of HTTP APIs. They are ready at once.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateVpcLink.html
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks.html

import type { WireObject } from "../../../aws/wire/operation.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { listOf, mapOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { isoSeconds } from "../ids.ts";
import { checkTags } from "../rest-apis/tags.ts";
import type { HttpVpcLink, RestVpcLink } from "../vpc-links.ts";
import { page, pageQuery } from "./api-operations.ts";
import { patched, patchOperations } from "./patch.ts";
import { gatewayOperation, type NamedOperations, pageOf, restOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

export function restVpcLinkOperations({ vpcLinks }: ApiGateway): NamedOperations {
  const path = "/vpclinks";
  const vpcLinkId = required(text());
  const at = `${path}/{vpcLinkId}`;
  const shown = (link: RestVpcLink): WireObject => ({
    ...{ ...link, status: "AVAILABLE", statusMessage: "Your vpc link is ready for use" },
  });
  return {
    CreateVpcLink: restOperation(
      structure({
        ...{ name: required(text()), description: optional(text()), targetArns: required(listOf(text())) },
        tags: optional(mapOf(text({ max: 256 }))),
      }),
      { path, method: "POST", status: 202 },
      ({ tags, ...given }) => shown(vpcLinks.createForRestApis({ ...given, tags: checkTags(tags) })),
    ),
    GetVpcLink: restOperation(structure({ vpcLinkId }), { path: at, method: "GET" }, (request) =>
      shown(vpcLinks.ofRestApi(request.vpcLinkId)),
    ),
    GetVpcLinks: restOperation(
      structure({ limit: optional(text()), position: optional(text()) }),
      { path, method: "GET", query: { limit: "text", position: "text" } },
      (request) => itemsOf(vpcLinks.ofRestApis().map(shown), request, ({ id }) => String(id)),
    ),
    UpdateVpcLink: restOperation(
      structure({ vpcLinkId, patchOperations }),
      { path: at, method: "PATCH" },
      ({ vpcLinkId: id, patchOperations: given }) => {
        const rules = { "/name": "text", "/description": "text" } as const;
        const link = patched(vpcLinks.ofRestApi(id), given, rules, "replaced only");
        return shown(vpcLinks.putOfRestApis(link));
      },
    ),
    DeleteVpcLink: restOperation(
      structure({ vpcLinkId }),
      { path: at, method: "DELETE", status: 202 },
      (request) => {
        vpcLinks.deleteOfRestApis(request.vpcLinkId);
        return {};
      },
    ),
  };
}

export function httpVpcLinkOperations({ vpcLinks, nowSeconds }: ApiGateway): RestOperations {
  const path = "/v2/vpclinks";
  const vpcLinkId = required(text());
  const at = `${path}/{vpcLinkId}`;
  const name = text({ min: 1, max: 128 });
  const shown = (link: HttpVpcLink): WireObject => ({
    ...{ ...link, tags: link.tags ?? {}, vpcLinkVersion: "V2" },
    ...{ vpcLinkStatus: "AVAILABLE", vpcLinkStatusMessage: "VPC link is ready to route traffic" },
  });
  return {
    CreateVpcLink: gatewayOperation(
      structure({
        ...{ name: required(name), subnetIds: required(listOf(text(), { min: 1 })) },
        ...{ securityGroupIds: optional(listOf(text())), tags: optional(mapOf(text())) },
      }),
      { path, method: "POST", status: 201 },
      ({ securityGroupIds = [], ...given }) => {
        const createdDate = isoSeconds(nowSeconds());
        return shown(vpcLinks.createForHttpApis({ ...given, securityGroupIds, createdDate }));
      },
    ),
    GetVpcLink: gatewayOperation(structure({ vpcLinkId }), { path: at, method: "GET" }, (request) =>
      shown(vpcLinks.ofHttpApi(request.vpcLinkId)),
    ),
    GetVpcLinks: gatewayOperation(structure(page), { path, method: "GET", query: pageQuery }, (request) => {
      const found = pageOf(vpcLinks.ofHttpApis(), request, (each) => each.vpcLinkId);
      return { items: found.page.map(shown), nextToken: found.nextToken };
    }),
    UpdateVpcLink: gatewayOperation(
      structure({ vpcLinkId, name: optional(name) }),
      { path: at, method: "PATCH" },
      (request) => {
        const former = vpcLinks.ofHttpApi(request.vpcLinkId);
        return shown(vpcLinks.putOfHttpApis({ ...former, name: request.name ?? former.name }));
      },
    ),
    DeleteVpcLink: gatewayOperation(
      structure({ vpcLinkId }),
      { path: at, method: "DELETE", status: 202 },
      (request) => {
        vpcLinks.deleteOfHttpApis(request.vpcLinkId);
        return {};
      },
    ),
  };
}
