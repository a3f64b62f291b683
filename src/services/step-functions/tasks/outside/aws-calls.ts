// Calls of AWS itself, for operations that the user has allowed by name. They go through the client packages and with the
// credentials of the user's project.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { IntegrationResource } from "../resource.ts";
import { operationOf } from "../resource.ts";
import { loadSdkPackage, type SdkPackage } from "./sdk-package.ts";
import { type DateForm, inputSchema, outputSchema, toSdkInput, toTaskOutput } from "./sdk-shapes.ts";

export interface AwsCallsOptions {
  /** The user's project. */
  readonly folder: string;
  readonly allowed: ReadonlySet<string>;
}

export interface AwsCall {
  /** As `aws-sdk:` resources name it. */
  readonly service: string;
  /** As in `startJobRun`. */
  readonly action: string;
  readonly arguments: Json;
  readonly signal: AbortSignal;
  readonly dates: DateForm;
}

/** AWS refused: its error, and whether the service's model knows it. */
export class AwsRefusal extends ServiceError {
  readonly isModelled: boolean;

  constructor(error: ThrownException, isModelled: boolean) {
    const { httpStatusCode, requestId } = error.$metadata ?? {};
    super(error.name, error.message, { status: httpStatusCode ?? 400, members: { requestId } });
    this.isModelled = isModelled;
  }
}

/** There was no answer: no package, no credentials, no connection. */
export class NoAwsAnswer extends Error {}

interface ThrownException extends Error {
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The services whose optimized integration has another name than the SDK's client. */
const sdkNames: Readonly<Record<string, string>> = {
  "bedrock:invokeModel": "bedrockruntime",
  elasticmapreduce: "emr",
  events: "eventbridge",
  states: "sfn",
};

export function sdkServiceOf({ type, service, action }: IntegrationResource): string {
  if (type === "sdk") return service;
  return sdkNames[`${service}:${action}`] ?? sdkNames[service] ?? service.replaceAll("-", "");
}

export class AwsCalls {
  readonly #options: AwsCallsOptions;
  readonly #packages = new Map<string, Promise<SdkPackage | undefined>>();
  #allowed: AwsCallsOptions["allowed"];

  constructor(options: AwsCallsOptions) {
    this.#options = options;
    this.#allowed = options.allowed;
  }

  /** From now on these. */
  use(allowed: AwsCallsOptions["allowed"]): void {
    this.#allowed = allowed;
  }

  /** Whether the user allowed this operation. */
  allows({ service, action }: { readonly service: string; readonly action: string }): boolean {
    const allowed = this.#allowed;
    return [action, "*"].some(
      (each) => allowed.has(`${service}:${each}`) || allowed.has(`aws-sdk:${service}:${each}`),
    );
  }

  /** Rejects with AwsRefusal and NoAwsAnswer. */
  async call({ service, action, arguments: given, signal, dates }: AwsCall): Promise<JsonObject> {
    const sdk = await this.#package(service);
    const { schema } = sdk.command(operationOf(action), {}) ?? noOperation(sdk, action);
    const command = sdk.command(operationOf(action), toSdkInput(given, inputSchema(schema)) as object);
    if (command === undefined) return noOperation(sdk, action);
    try {
      const answer = await sdk.client.send(command, { abortSignal: signal });
      return await toTaskOutput(answer, outputSchema(schema), dates);
    } catch (error) {
      const thrown = error as ThrownException;
      if (thrown.$fault === undefined)
        throw new NoAwsAnswer(`Unable to execute HTTP request: ${thrown.message}`);
      throw new AwsRefusal(thrown, thrown.constructor !== sdk.baseException);
    }
  }

  async #package(service: string): Promise<SdkPackage> {
    let loading = this.#packages.get(service);
    if (loading === undefined) {
      loading = loadSdkPackage(this.#options.folder, service);
      this.#packages.set(service, loading);
    }
    const sdk = await loading;
    if (sdk !== undefined) return sdk;
    throw new NoAwsAnswer(
      `The project in ${this.#options.folder} has no client of the AWS SDK for '${service}'. ` +
        `Install it there, such as with: npm install @aws-sdk/client-${service}`,
    );
  }
}

function noOperation(sdk: SdkPackage, action: string): never {
  throw new NoAwsAnswer(`The package ${sdk.name} has no operation '${operationOf(action)}'`);
}
