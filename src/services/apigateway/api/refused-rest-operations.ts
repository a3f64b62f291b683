// What REST APIs have on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refusedOfRestApis: RefusedOperations = {
  "the region has no private networks": [
    "CreateDomainNameAccessAssociation POST /domainnameaccessassociations",
    "DeleteDomainNameAccessAssociation DELETE /domainnameaccessassociations/{domainNameAccessAssociationArn}",
    "GetDomainNameAccessAssociations GET /domainnameaccessassociations",
    "RejectDomainNameAccessAssociation POST /rejectdomainnameaccessassociations",
  ],
  "the region writes no programs that ask an API: its OpenAPI document says what to ask": [
    "GetSdk GET /restapis/{restApiId}/stages/{stageName}/sdks/{sdkType}",
    "GetSdkType GET /sdktypes/{id}",
    "GetSdkTypes GET /sdktypes",
  ],
  "the region writes no mapping templates": [
    "GetModelTemplate GET /restapis/{restApiId}/models/{modelName}/default_template",
  ],
};
