// AWS::ApiGateway::ClientCertificate
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-clientcertificate.html

import type { ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { tagsIn } from "./tags.ts";

export const clientCertificate: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::ClientCertificate",
  isKept: true,
  async create(properties, { service: { clientCertificates, book } }) {
    const description = properties.optionalText("Description");
    const made = await clientCertificates.generate({ description, tags: tagsIn(properties) });
    await book.committed();
    const { clientCertificateId } = made;
    return { ref: clientCertificateId, attributes: { ClientCertificateId: clientCertificateId } };
  },
  async update(properties, { service: { clientCertificates, book }, ref }) {
    const description = properties.optionalText("Description");
    clientCertificates.put({ ...clientCertificates.get(ref), description, tags: tagsIn(properties) });
    await book.committed();
    return { ref, attributes: { ClientCertificateId: ref } };
  },
  async delete(ref, { service: { clientCertificates, book } }) {
    if (clientCertificates.all().some((each) => each.clientCertificateId === ref))
      clientCertificates.delete(ref);
    await book.committed();
  },
};
