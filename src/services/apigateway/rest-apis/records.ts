// What a REST API consists of, by the names that its operations give to the members.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import type { AccessLogSettings, Texts } from "../records.ts";

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** Seconds since the epoch. */
  readonly createdDate: number;
  readonly apiKeySource: string;
  readonly binaryMediaTypes?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  readonly minimumCompressionSize?: number | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly endpointConfiguration?: EndpointConfiguration | undefined;
  readonly rootResourceId: string;
  /** What connections would be encrypted by: kept and told, as is which of them are let in. */
  readonly securityPolicy?: string | undefined;
  readonly endpointAccessMode?: string | undefined;
  readonly tags?: Texts | undefined;
}

/** Where AWS would have the API: told, and without effect. */
export interface EndpointConfiguration {
  readonly types?: readonly string[] | undefined;
  readonly ipAddressType?: string | undefined;
  readonly vpcEndpointIds?: readonly string[] | undefined;
}

export interface IntegrationResponse {
  readonly statusCode: string;
  /** What the backend says has to match it; one without is for whatever none matches. */
  readonly selectionPattern?: string | undefined;
  readonly responseParameters?: Texts | undefined;
  readonly responseTemplates?: Texts | undefined;
  readonly contentHandling?: string | undefined;
}

export interface RestIntegration {
  readonly type: "AWS_PROXY" | "AWS" | "HTTP_PROXY" | "HTTP" | "MOCK";
  readonly httpMethod?: string | undefined;
  readonly uri?: string | undefined;
  readonly credentials?: string | undefined;
  readonly requestParameters?: Texts | undefined;
  readonly requestTemplates?: Texts | undefined;
  readonly passthroughBehavior: string;
  readonly timeoutInMillis: number;
  /** By a VPC link a server of this machine is asked, as without one. */
  readonly connectionType?: string | undefined;
  readonly connectionId?: string | undefined;
  /** How servers would be asked by HTTPS: told. */
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean | undefined } | undefined;
  /** What a cache would keep answers by: told, for there are no caches. */
  readonly cacheNamespace?: string | undefined;
  readonly cacheKeyParameters?: readonly string[] | undefined;
  /** Of a function as a proxy or a backend that a request is passed to as it is: told, and without effect. */
  readonly contentHandling?: string | undefined;
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponse>> | undefined;
}

/** What a method's answer is documented to have; nothing is held against it. */
export interface MethodResponse {
  readonly statusCode: string;
  readonly responseParameters?: Readonly<Record<string, boolean>> | undefined;
  readonly responseModels?: Texts | undefined;
}

export interface RestMethod {
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  /** With CUSTOM and COGNITO_USER_POOLS. */
  readonly authorizerId?: string | undefined;
  readonly authorizationScopes?: readonly string[] | undefined;
  readonly operationName?: string | undefined;
  /** By `method.request.header.x` and its like, whether it must be there where the method has a validator of parameters. */
  readonly requestParameters?: Readonly<Record<string, boolean>> | undefined;
  /** Names of models by the type of the body. */
  readonly requestModels?: Texts | undefined;
  readonly requestValidatorId?: string | undefined;
  readonly methodResponses?: Readonly<Record<string, MethodResponse>> | undefined;
  readonly methodIntegration?: RestIntegration | undefined;
}

export interface RestResource {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
  readonly path: string;
  readonly resourceMethods?: Readonly<Record<string, RestMethod>> | undefined;
}

export interface RestAuthorizer {
  readonly id: string;
  readonly name: string;
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  readonly authType?: string | undefined;
  readonly authorizerUri?: string | undefined;
  readonly authorizerCredentials?: string | undefined;
  /** Where the identity is, such as `method.request.header.Authorization`; several are parted by commas. */
  readonly identitySource?: string | undefined;
  readonly identityValidationExpression?: string | undefined;
  readonly authorizerResultTtlInSeconds?: number | undefined;
  /** ARNs of user pools. */
  readonly providerARNs?: readonly string[] | undefined;
}

export interface Model {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly contentType: string;
  /** A JSON schema, as text. */
  readonly schema?: string | undefined;
}

export interface RequestValidator {
  readonly id: string;
  readonly name: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** What API Gateway says by itself, where the API says it otherwise. */
export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string | undefined;
  readonly responseParameters?: Texts | undefined;
  readonly responseTemplates?: Texts | undefined;
}

/** What documentation is of: the API, or a part of it. */
export interface DocumentationLocation {
  readonly type: string;
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  readonly statusCode?: string | undefined;
  readonly name?: string | undefined;
}

export interface DocumentationPart {
  readonly id: string;
  readonly location: DocumentationLocation;
  /** An object of JSON, as text. */
  readonly properties: string;
}

/** What was said of an API when it was made. */
export interface DocumentationVersion {
  readonly version: string;
  readonly description?: string | undefined;
  readonly createdDate: number;
  readonly parts: readonly DocumentationPart[];
}

/** What methods refer to. */
export interface MethodParts {
  readonly authorizers: readonly RestAuthorizer[];
  readonly models: readonly Model[];
  readonly requestValidators: readonly RequestValidator[];
  readonly gatewayResponses: readonly GatewayResponse[];
}

export interface RestDeployment {
  readonly id: string;
  readonly description?: string | undefined;
  readonly createdDate: number;
  /** What the API was when it was deployed. */
  readonly copy: readonly RestResource[];
  /** @default none: a deployment of an older region has none */
  readonly parts?: MethodParts | undefined;
  readonly policy?: string | undefined;
}

export interface MethodSetting {
  /** Requests a second. */
  readonly throttlingRateLimit?: number | undefined;
  readonly throttlingBurstLimit?: number | undefined;
  readonly metricsEnabled?: boolean | undefined;
  readonly loggingLevel?: string | undefined;
  readonly dataTraceEnabled?: boolean | undefined;
}

export interface CanarySettings {
  readonly deploymentId: string;
  /** Of a stage's requests. */
  readonly percentTraffic: number;
  readonly stageVariableOverrides?: Texts | undefined;
  /** Told, for there are no caches. */
  readonly useStageCache: boolean;
}

export interface RestStage {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string | undefined;
  readonly variables?: Texts | undefined;
  readonly tracingEnabled: boolean;
  // By the path without its first slash and the method, as in `things~1{id}/GET`; two stars stand for all.
  readonly methodSettings?: Readonly<Record<string, MethodSetting>> | undefined;
  readonly accessLogSettings?: AccessLogSettings | undefined;
  /** What its exports are documented by. */
  readonly documentationVersion?: string | undefined;
  /** By which AWS would show itself to backends: kept and told. */
  readonly clientCertificateId?: string | undefined;
  readonly canarySettings?: CanarySettings | undefined;
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
  readonly tags?: Texts | undefined;
}
