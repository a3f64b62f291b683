// What an HTTP API or a WebSocket API consists of, by the names that its operations give to the members.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html

import type { AccessLogSettings, Texts } from "../records.ts";

export interface CorsConfiguration {
  readonly allowCredentials?: boolean | undefined;
  readonly allowHeaders?: readonly string[] | undefined;
  readonly allowMethods?: readonly string[] | undefined;
  readonly allowOrigins?: readonly string[] | undefined;
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Seconds. */
  readonly maxAge?: number | undefined;
}

export interface ApiSettings {
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly corsConfiguration?: CorsConfiguration | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly ipAddressType: string;
  /** Of a WebSocket API, whose messages are not held against their models. */
  readonly disableSchemaValidation?: boolean | undefined;
  /** What says which route a message is for. @default that of HTTP APIs */
  readonly routeSelectionExpression?: string | undefined;
  readonly apiKeySelectionExpression?: string | undefined;
}

export interface HttpApi extends ApiSettings {
  readonly apiId: string;
  readonly protocolType: ProtocolType;
  readonly apiKeySelectionExpression: string;
  readonly routeSelectionExpression: string;
  readonly createdDate: string;
}

export type ProtocolType = "HTTP" | "WEBSOCKET";

export interface IntegrationSettings {
  /** AWS_PROXY or HTTP_PROXY, of a WebSocket API any. */
  readonly integrationType: "AWS" | "AWS_PROXY" | "HTTP" | "HTTP_PROXY" | "MOCK";
  readonly integrationSubtype?: string | undefined;
  readonly integrationUri?: string | undefined;
  readonly integrationMethod?: string | undefined;
  /** INTERNET or VPC_LINK. */
  readonly connectionType: string;
  readonly connectionId?: string | undefined;
  readonly credentialsArn?: string | undefined;
  readonly description?: string | undefined;
  readonly payloadFormatVersion: "1.0" | "2.0";
  readonly requestParameters?: Texts | undefined;
  /** By the status of the backend's answer. */
  readonly responseParameters?: Readonly<Record<string, Texts>> | undefined;
  readonly timeoutInMillis: number;
  /** These are of WebSocket APIs. */
  readonly contentHandlingStrategy?: string | undefined;
  readonly integrationResponseSelectionExpression?: string | undefined;
  readonly passthroughBehavior?: string | undefined;
  /** By what the selection expression gives. */
  readonly requestTemplates?: Texts | undefined;
  readonly templateSelectionExpression?: string | undefined;
}

export interface Integration extends IntegrationSettings {
  readonly integrationId: string;
}

export interface RouteSettings {
  readonly routeKey: string;
  /** `integrations/<id>`. */
  readonly target?: string | undefined;
  readonly apiKeyRequired: boolean;
  readonly authorizationType: "NONE" | "AWS_IAM" | "CUSTOM" | "JWT";
  /** Of which a token must have one, with JWT. */
  readonly authorizationScopes?: readonly string[] | undefined;
  /** With CUSTOM and JWT. */
  readonly authorizerId?: string | undefined;
  readonly operationName?: string | undefined;
  /** These are of WebSocket APIs. */
  readonly modelSelectionExpression?: string | undefined;
  /** Names of models by what the selection expression gives. */
  readonly requestModels?: Texts | undefined;
  readonly requestParameters?:
    | Readonly<Record<string, { readonly required: boolean | undefined }>>
    | undefined;
  readonly routeResponseSelectionExpression?: string | undefined;
}

/** What a backend's answer becomes for the client of a WebSocket. */
export interface SocketIntegrationResponse {
  readonly integrationResponseId: string;
  readonly integrationId: string;
  /** `$default`, or a pattern between slashes for what the backend says. */
  readonly integrationResponseKey: string;
  readonly contentHandlingStrategy?: string | undefined;
  readonly responseParameters?: Texts | undefined;
  readonly responseTemplates?: Texts | undefined;
  readonly templateSelectionExpression?: string | undefined;
}

/** That a route of a WebSocket API answers. */
export interface RouteResponse {
  readonly routeResponseId: string;
  readonly routeId: string;
  readonly routeResponseKey: string;
  readonly modelSelectionExpression?: string | undefined;
  readonly responseModels?: Texts | undefined;
  readonly responseParameters?: RouteSettings["requestParameters"];
}

/** Of a WebSocket API. */
export interface SocketModel {
  readonly modelId: string;
  readonly name: string;
  readonly contentType?: string | undefined;
  readonly description?: string | undefined;
  /** A JSON schema. */
  readonly schema: string;
}

export interface HttpRoute extends RouteSettings {
  readonly routeId: string;
}

export interface StageSettings {
  readonly autoDeploy: boolean;
  readonly deploymentId?: string | undefined;
  readonly description?: string | undefined;
  readonly accessLogSettings?: AccessLogSettings | undefined;
  readonly defaultRouteSettings: Readonly<Record<string, unknown>>;
  readonly routeSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stageVariables: Texts;
}

export interface HttpStage extends StageSettings {
  readonly stageName: string;
  readonly createdDate: string;
  readonly lastUpdatedDate: string;
}

/** What a stage answers by: a stage that deploys by itself has no copy, and answers by what the API is. */
export interface Deployment {
  readonly deploymentId: string;
  readonly autoDeployed: boolean;
  readonly createdDate: string;
  readonly description?: string | undefined;
  readonly deploymentStatus: "DEPLOYED";
  readonly copy: Deployed | undefined;
}

export interface Deployed {
  readonly routes: readonly HttpRoute[];
  readonly integrations: readonly Integration[];
  /** Deployments of before there were WebSocket APIs have none of these. */
  readonly routeResponses?: readonly RouteResponse[];
  readonly integrationResponses?: readonly SocketIntegrationResponse[];
  readonly models?: readonly SocketModel[];
}
