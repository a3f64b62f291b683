// What REST APIs have on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refusedOfRestApis: RefusedOperations = {
  "an authorizer is tried by a request to its API": [
    "TestInvokeAuthorizer POST /restapis/{restApiId}/authorizers/{authorizerId}",
  ],
  "the region has no domain names: an API is asked at its own address": [
    "CreateBasePathMapping POST /domainnames/{domainName}/basepathmappings",
    "CreateDomainNameAccessAssociation POST /domainnameaccessassociations",
    "CreateDomainName POST /domainnames",
    "DeleteBasePathMapping DELETE /domainnames/{domainName}/basepathmappings/{basePath}",
    "DeleteDomainNameAccessAssociation DELETE /domainnameaccessassociations/{domainNameAccessAssociationArn}",
    "DeleteDomainName DELETE /domainnames/{domainName}",
    "GetBasePathMapping GET /domainnames/{domainName}/basepathmappings/{basePath}",
    "GetBasePathMappings GET /domainnames/{domainName}/basepathmappings",
    "GetDomainNameAccessAssociations GET /domainnameaccessassociations",
    "GetDomainName GET /domainnames/{domainName}",
    "GetDomainNames GET /domainnames",
    "RejectDomainNameAccessAssociation POST /rejectdomainnameaccessassociations",
    "UpdateBasePathMapping PATCH /domainnames/{domainName}/basepathmappings/{basePath}",
    "UpdateDomainName PATCH /domainnames/{domainName}",
  ],
  "the region writes no documents of APIs": [
    "CreateDocumentationPart POST /restapis/{restApiId}/documentation/parts",
    "CreateDocumentationVersion POST /restapis/{restApiId}/documentation/versions",
    "DeleteDocumentationPart DELETE /restapis/{restApiId}/documentation/parts/{documentationPartId}",
    "DeleteDocumentationVersion DELETE /restapis/{restApiId}/documentation/versions/{documentationVersion}",
    "GetDocumentationPart GET /restapis/{restApiId}/documentation/parts/{documentationPartId}",
    "GetDocumentationParts GET /restapis/{restApiId}/documentation/parts",
    "GetDocumentationVersion GET /restapis/{restApiId}/documentation/versions/{documentationVersion}",
    "GetDocumentationVersions GET /restapis/{restApiId}/documentation/versions",
    "GetExport GET /restapis/{restApiId}/stages/{stageName}/exports/{exportType}",
    "GetSdk GET /restapis/{restApiId}/stages/{stageName}/sdks/{sdkType}",
    "GetSdkType GET /sdktypes/{id}",
    "GetSdkTypes GET /sdktypes",
    "ImportDocumentationParts PUT /restapis/{restApiId}/documentation/parts",
    "UpdateDocumentationPart PATCH /restapis/{restApiId}/documentation/parts/{documentationPartId}",
    "UpdateDocumentationVersion PATCH /restapis/{restApiId}/documentation/versions/{documentationVersion}",
  ],
  "it has no effect on requests in the region": [
    "FlushStageCache DELETE /restapis/{restApiId}/stages/{stageName}/cache/data",
    "GetModelTemplate GET /restapis/{restApiId}/models/{modelName}/default_template",
  ],
  "the region has no private networks": [
    "CreateVpcLink POST /vpclinks",
    "DeleteClientCertificate DELETE /clientcertificates/{clientCertificateId}",
    "DeleteVpcLink DELETE /vpclinks/{vpcLinkId}",
    "GenerateClientCertificate POST /clientcertificates",
    "GetClientCertificate GET /clientcertificates/{clientCertificateId}",
    "GetClientCertificates GET /clientcertificates",
    "GetVpcLink GET /vpclinks/{vpcLinkId}",
    "GetVpcLinks GET /vpclinks",
    "UpdateClientCertificate PATCH /clientcertificates/{clientCertificateId}",
    "UpdateVpcLink PATCH /vpclinks/{vpcLinkId}",
  ],
  "tags of REST APIs are not kept": [
    "GetTags GET /tags/{resourceArn}",
    "TagResource PUT /tags/{resourceArn}",
    "UntagResource DELETE /tags/{resourceArn}",
  ],
};
