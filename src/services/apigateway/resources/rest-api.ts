// AWS::ApiGateway::RestApi and Resource
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { apiSettings, checkDocument, importResources } from "../rest-apis/open-api.ts";
import type { EndpointConfiguration } from "../rest-apis/records.ts";
import { createResource, deleteResource } from "../rest-apis/resources.ts";
import { bodyIn } from "./api-body.ts";
import { tagsIn } from "./tags.ts";

export const restApi: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::RestApi",
  isKept: true,
  async create(properties, { service, generatedName, mayExist }) {
    const { restApis, madeFor } = service;
    const formerId = madeFor.get(generatedName);
    // What an earlier run left of it is made anew, part by part.
    if (mayExist && formerId !== undefined && restApis.find(formerId) !== undefined)
      restApis.remove(formerId);
    const settings = await settingsIn(properties, service, generatedName);
    if (settings.body !== undefined) checkDocument(settings.body);
    const source = properties.optionalText("CloneFrom");
    const api = source === undefined ? restApis.create(settings.api) : restApis.clone(source, settings.api);
    madeFor.put(generatedName, api.id);
    if (settings.body !== undefined) importResources(restApis, api.id, settings.body);
    return toldApi(service, api);
  },
  async update(properties, { service, ref, generatedName }) {
    properties.inert("CloneFrom");
    const settings = await settingsIn(properties, service, generatedName);
    const api = service.restApis.update(ref, settings.api);
    if (settings.body !== undefined) importResources(service.restApis, ref, settings.body);
    return toldApi(service, api);
  },
  async delete(ref, { service: { restApis, madeFor, book }, generatedName }) {
    if (madeFor.get(generatedName) === ref) madeFor.remove(generatedName);
    if (restApis.find(ref) !== undefined) restApis.delete(ref);
    await book.committed();
  },
};

async function settingsIn(properties: Properties, { objects }: ApiGateway, generatedName: string) {
  properties.inert("FailOnWarnings", "Mode", "Parameters");
  const body = await bodyIn(properties, objects);
  const said = body === undefined ? undefined : apiSettings(body);
  const binaryMediaTypes = [
    ...new Set([...properties.texts("BinaryMediaTypes"), ...(said?.binaryMediaTypes ?? [])]),
  ];
  const api = {
    name: properties.optionalText("Name") ?? (said?.name || generatedName),
    description: properties.optionalText("Description") ?? said?.description,
    version: properties.optionalText("Version") ?? said?.version,
    apiKeySource: properties.optionalText("ApiKeySourceType") ?? said?.apiKeySource ?? "HEADER",
    ...(binaryMediaTypes.length === 0 ? {} : { binaryMediaTypes }),
    endpointConfiguration: endpointIn(properties) ?? said?.endpointConfiguration,
    minimumCompressionSize:
      properties.optionalNumber("MinimumCompressionSize") ?? said?.minimumCompressionSize,
    policy: properties.jsonText("Policy") ?? said?.policy,
    securityPolicy: properties.optionalText("SecurityPolicy"),
    endpointAccessMode: properties.optionalText("EndpointAccessMode"),
    tags: tagsIn(properties),
    disableExecuteApiEndpoint:
      properties.optionalBoolean("DisableExecuteApiEndpoint") ?? said?.disableExecuteApiEndpoint ?? false,
  };
  return { api, body };
}

function endpointIn(properties: Properties): EndpointConfiguration | undefined {
  const given = properties.section("EndpointConfiguration");
  const [types, vpcEndpointIds] = [given.texts("Types"), given.texts("VpcEndpointIds")];
  const ipAddressType = given.optionalText("IpAddressType");
  if (types.length === 0) return ipAddressType === undefined ? undefined : { ipAddressType };
  return { types, ipAddressType, ...(vpcEndpointIds.length === 0 ? {} : { vpcEndpointIds }) };
}

async function toldApi(
  { book }: ApiGateway,
  { id, rootResourceId }: { readonly id: string; readonly rootResourceId: string },
): Promise<CreatedResource> {
  await book.committed();
  return { ref: id, attributes: { RestApiId: id, RootResourceId: rootResourceId } };
}

export const restResource: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Resource",
  isKept: true,
  async create(properties, { service: { restApis, book } }) {
    const [apiId, parentId] = [properties.text("RestApiId"), properties.text("ParentId")];
    const { id } = createResource(restApis, apiId, parentId, properties.text("PathPart"));
    await book.committed();
    return { ref: id, attributes: { ResourceId: id } };
  },
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.resources.find(apiId, ref) !== undefined) deleteResource(restApis, apiId, ref);
    await book.committed();
  },
};
