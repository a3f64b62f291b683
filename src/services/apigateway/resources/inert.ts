// What of REST APIs has no effect here: keys and plans are not asked for, and requests are not checked against models.

import { inertKind } from "../../../aws/template/inert-kind.ts";

export const inertKinds = [
  inertKind("AWS::ApiGateway::Account", ({ generatedName }) => ({
    ref: generatedName,
    attributes: { Id: generatedName },
  })),
  inertKind("AWS::ApiGateway::ApiKey", ({ generatedName }) => ({
    ref: generatedName,
    attributes: { APIKeyId: generatedName },
  })),
  inertKind("AWS::ApiGateway::GatewayResponse", ({ generatedName }) => ({
    ref: generatedName,
    attributes: { Id: generatedName },
  })),
  inertKind("AWS::ApiGateway::Model", ({ properties, generatedName }) => ({
    ref: properties.optionalText("Name") ?? generatedName,
  })),
  inertKind("AWS::ApiGateway::RequestValidator", ({ generatedName }) => ({
    ref: generatedName,
    attributes: { RequestValidatorId: generatedName },
  })),
  inertKind("AWS::ApiGateway::UsagePlan", ({ generatedName }) => ({
    ref: generatedName,
    attributes: { Id: generatedName },
  })),
  inertKind("AWS::ApiGateway::UsagePlanKey", ({ generatedName }) => ({
    ref: generatedName,
    attributes: { Id: generatedName },
  })),
];
