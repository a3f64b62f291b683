// What a REST API consists of, by the names that its operations give to the members.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

export type Texts = Readonly<Record<string, string>>;

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** Seconds since the epoch. */
  readonly createdDate: number;
  readonly apiKeySource: string;
  readonly binaryMediaTypes?: readonly string[] | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly rootResourceId: string;
}

export interface IntegrationResponse {
  readonly statusCode: string;
  /** What the backend says has to match it; one without is for whatever none matches. */
  readonly selectionPattern?: string | undefined;
  readonly responseParameters?: Texts | undefined;
  readonly responseTemplates?: Texts | undefined;
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
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponse>> | undefined;
}

export interface RestMethod {
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  readonly operationName?: string | undefined;
  readonly requestParameters?: Readonly<Record<string, boolean>> | undefined;
  readonly methodResponses?: Readonly<Record<string, { readonly statusCode: string }>> | undefined;
  readonly methodIntegration?: RestIntegration | undefined;
}

export interface RestResource {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
  readonly path: string;
  readonly resourceMethods?: Readonly<Record<string, RestMethod>> | undefined;
}

export interface RestDeployment {
  readonly id: string;
  readonly description?: string | undefined;
  readonly createdDate: number;
  /** What the API was when it was deployed. */
  readonly copy: readonly RestResource[];
}

export interface RestStage {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string | undefined;
  readonly variables?: Texts | undefined;
  readonly tracingEnabled: boolean;
  readonly accessLogSettings?: { readonly destinationArn?: string; readonly format?: string } | undefined;
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
}
