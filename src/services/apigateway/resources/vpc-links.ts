// AWS::ApiGateway::VpcLink and AWS::ApiGatewayV2::VpcLink
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-vpclink.html

import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { isoSeconds } from "../ids.ts";
import { tagsIn } from "./tags.ts";

export const restVpcLink: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::VpcLink",
  isKept: true,
  async create(properties, { service: { vpcLinks, book } }) {
    const { id } = vpcLinks.createForRestApis({
      ...{ name: properties.text("Name"), description: properties.optionalText("Description") },
      ...{ targetArns: properties.texts("TargetArns"), tags: tagsIn(properties) },
    });
    await book.committed();
    return { ref: id, attributes: { VpcLinkId: id } };
  },
  async update(properties, { service: { vpcLinks, book }, ref }) {
    properties.inert("TargetArns");
    vpcLinks.putOfRestApis({
      ...{ ...vpcLinks.ofRestApi(ref), name: properties.text("Name"), tags: tagsIn(properties) },
      description: properties.optionalText("Description"),
    });
    await book.committed();
    return { ref, attributes: { VpcLinkId: ref } };
  },
  async delete(ref, { service: { vpcLinks, book } }) {
    if (vpcLinks.ofRestApis().some(({ id }) => id === ref)) vpcLinks.deleteOfRestApis(ref);
    await book.committed();
  },
};

export const httpVpcLink: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGatewayV2::VpcLink",
  isKept: true,
  async create(properties, { service: { vpcLinks, book, nowSeconds } }) {
    const { vpcLinkId } = vpcLinks.createForHttpApis({
      ...{ name: properties.text("Name"), subnetIds: properties.texts("SubnetIds") },
      ...{ securityGroupIds: properties.texts("SecurityGroupIds"), tags: properties.tags() },
      createdDate: isoSeconds(nowSeconds()),
    });
    await book.committed();
    return { ref: vpcLinkId, attributes: { VpcLinkId: vpcLinkId } };
  },
  async update(properties, { service: { vpcLinks, book }, ref }) {
    properties.inert("SubnetIds", "SecurityGroupIds");
    const former = vpcLinks.ofHttpApi(ref);
    vpcLinks.putOfHttpApis({ ...former, name: properties.text("Name"), tags: properties.tags() });
    await book.committed();
    return { ref, attributes: { VpcLinkId: ref } };
  },
  async delete(ref, { service: { vpcLinks, book } }) {
    if (vpcLinks.ofHttpApis().some(({ vpcLinkId }) => vpcLinkId === ref)) vpcLinks.deleteOfHttpApis(ref);
    await book.committed();
  },
};
