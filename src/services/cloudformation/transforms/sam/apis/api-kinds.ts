// REST and HTTP APIs: what they have in common, under different names.

import type { Draft } from "../draft.ts";

export interface ApiKind {
  /** The type of the event source that adds a path. */
  readonly event: "Api" | "HttpApi";
  readonly type: string;
  /** The event's property that names the API. */
  readonly reference: string;
  /** The API that is made for events that name none. */
  readonly implicitId: string;
  readonly stageName: string;
  skeleton(): Draft;
}

const info = { version: "1.0", title: { Ref: "AWS::StackName" } };

export const restApi: ApiKind = {
  event: "Api",
  type: "AWS::Serverless::Api",
  reference: "RestApiId",
  implicitId: "ServerlessRestApi",
  stageName: "Prod",
  skeleton: () => ({ swagger: "2.0", info: { ...info }, paths: {} }),
};

export const httpApi: ApiKind = {
  event: "HttpApi",
  type: "AWS::Serverless::HttpApi",
  reference: "ApiId",
  implicitId: "ServerlessHttpApi",
  stageName: "$default",
  skeleton: () => ({ openapi: "3.0.1", info: { ...info }, paths: {} }),
};

export const apiKinds: readonly ApiKind[] = [restApi, httpApi];

/** Set on APIs whose document SAM writes. */
export const managed = "__MANAGE_SWAGGER";
