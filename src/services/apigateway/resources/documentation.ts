// AWS::ApiGateway::DocumentationPart and DocumentationVersion
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-documentationpart.html

import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { addPart, addVersion, checkedProperties, removeVersion } from "../rest-apis/documentation.ts";

export const documentationPart: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::DocumentationPart",
  isKept: true,
  async create(properties, { service: { restApis, book } }) {
    const place = properties.section("Location");
    const { id } = addPart(restApis, properties.text("RestApiId"), {
      location: {
        ...{
          type: place.text("Type"),
          path: place.optionalText("Path"),
          method: place.optionalText("Method"),
        },
        ...{ statusCode: place.optionalText("StatusCode"), name: place.optionalText("Name") },
      },
      properties: properties.text("Properties"),
    });
    await book.committed();
    return { ref: id, attributes: { DocumentationPartId: id } };
  },
  async update(properties, { service: { restApis, book }, ref }) {
    properties.inert("Location");
    const apiId = properties.text("RestApiId");
    const part = restApis.documentationParts.get(apiId, ref);
    const said = checkedProperties(properties.text("Properties"));
    restApis.documentationParts.put(apiId, { ...part, properties: said });
    await book.committed();
    return { ref, attributes: { DocumentationPartId: ref } };
  },
  async delete(ref, { service: { restApis, book }, former }) {
    restApis.documentationParts.remove(former.text("RestApiId"), ref);
    await book.committed();
  },
};

export const documentationVersion: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::DocumentationVersion",
  isKept: true,
  async create(properties, { service: { restApis, book } }) {
    const version = properties.text("DocumentationVersion");
    const description = properties.optionalText("Description");
    addVersion(restApis, properties.text("RestApiId"), { version, description });
    await book.committed();
    return { ref: version };
  },
  async update(properties, { service: { restApis, book }, ref }) {
    properties.inert("DocumentationVersion");
    const apiId = properties.text("RestApiId");
    const description = properties.optionalText("Description");
    const former = restApis.documentationVersions.get(apiId, ref);
    restApis.documentationVersions.put(apiId, { ...former, description });
    await book.committed();
    return { ref };
  },
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.documentationVersions.find(apiId, ref) !== undefined) removeVersion(restApis, apiId, ref);
    await book.committed();
  },
};
