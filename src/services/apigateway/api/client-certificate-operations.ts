// Client certificates of REST APIs on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_GenerateClientCertificate.html

import { mapOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";
import { checkTags } from "../rest-apis/tags.ts";
import { patched, patchOperations } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

export function clientCertificateOperations({ clientCertificates, restApis }: ApiGateway): NamedOperations {
  const path = "/clientcertificates";
  const clientCertificateId = required(text());
  const at = `${path}/{clientCertificateId}`;
  /** Throws BadRequestException. */
  const checkUnused = (id: string) => {
    for (const api of restApis.all())
      for (const stage of restApis.stages.of(api.id))
        if (stage.clientCertificateId === id)
          throw badRequest(`Client certificate ${id} is in use by the stage ${stage.stageName} of ${api.id}`);
  };
  return {
    GenerateClientCertificate: restOperation(
      structure({ description: optional(text()), tags: optional(mapOf(text({ max: 256 }))) }),
      { path, method: "POST", status: 201 },
      async ({ description, tags }) => ({
        ...(await clientCertificates.generate({ description, tags: checkTags(tags) })),
      }),
    ),
    GetClientCertificate: restOperation(
      structure({ clientCertificateId }),
      { path: at, method: "GET" },
      (request) => ({ ...clientCertificates.get(request.clientCertificateId) }),
    ),
    GetClientCertificates: restOperation(
      structure({ limit: optional(text()), position: optional(text()) }),
      { path, method: "GET", query: { limit: "text", position: "text" } },
      (request) => itemsOf(clientCertificates.all(), request, (each) => each.clientCertificateId),
    ),
    UpdateClientCertificate: restOperation(
      structure({ clientCertificateId, patchOperations }),
      { path: at, method: "PATCH" },
      ({ clientCertificateId: id, patchOperations: given }) => {
        const former = clientCertificates.get(id);
        const changed = patched(former, given, { "/description": "text" }, "replaced only");
        return { ...clientCertificates.put(changed) };
      },
    ),
    DeleteClientCertificate: restOperation(
      structure({ clientCertificateId }),
      { path: at, method: "DELETE", status: 202 },
      (request) => {
        clientCertificates.get(request.clientCertificateId);
        checkUnused(request.clientCertificateId);
        clientCertificates.delete(request.clientCertificateId);
        return {};
      },
    ),
  };
}
