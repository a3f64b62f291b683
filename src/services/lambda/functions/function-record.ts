// A function as it is kept: what $LATEST is, its published versions, its aliases, who may invoke it, and what is said of all of them.

import type { JsonObject } from "../../../aws/json.ts";
import type { CorsRules } from "../../../aws/wire/cors.ts";

/** Where a version's code is. */
export type FunctionCode =
  | {
      readonly type: "package";
      /** Of the zip, hexadecimal. */
      readonly digest: string;
      readonly bytes: number;
      /** Where it came from, so that what has not changed is not fetched again. */
      readonly source?: string;
    }
  | { readonly type: "image"; readonly uri: string };

/** What a published version keeps for good. */
export interface FunctionSettings {
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** That it was given, if only as empty. */
  readonly hasEnvironment?: boolean | undefined;
  readonly logGroupName: string;
  readonly layers: readonly string[];
  /** The queue or topic that gets events which failed. */
  readonly deadLetterArn?: string | undefined;
  /** Members of AWS's answers that are told as they were set and have no effect here, such as `VpcConfig`. */
  readonly told: JsonObject;
  readonly code: FunctionCode;
}

export interface FunctionVersion extends FunctionSettings {
  /** `$LATEST`, or a number. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly revisionId: string;
  /** Of a version with a description of its own: what it would have been. */
  readonly latestDescription?: string | undefined;
}

export interface FunctionAlias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Shares of the invocations that go to other versions, from 0 to 1. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** Who may invoke a function by one of its qualifiers, or without any. */
export interface FunctionPolicy {
  readonly statements: readonly JsonObject[];
}

/** What becomes of events for a function by one of its qualifiers. */
export interface EventInvokeConfig {
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumAgeSeconds?: number | undefined;
  /** ARNs. */
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
}

/** How many environments are to be ready. */
export interface ProvisionedConcurrency {
  readonly requested: number;
  readonly modifiedAt: number;
}

export interface RuntimeManagement {
  readonly updateRuntimeOn: "Auto" | "Manual" | "FunctionUpdate";
  readonly runtimeVersionArn?: string | undefined;
}

/** The URL of a function or of an alias. */
export interface FunctionUrl {
  readonly id: string;
  readonly authType: "NONE" | "AWS_IAM";
  readonly invokeMode: "BUFFERED" | "RESPONSE_STREAM";
  readonly cors?: CorsRules | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface FunctionRecord {
  readonly name: string;
  readonly arn: string;
  readonly latest: FunctionVersion;
  /** Oldest first. */
  readonly published: readonly FunctionVersion[];
  /** How many versions there have been. */
  readonly issued: number;
  readonly aliases: readonly FunctionAlias[];
  /** By qualifier; the empty one is none. */
  readonly policies: Readonly<Record<string, FunctionPolicy>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number | undefined;
  /** By qualifier; that of the function itself is $LATEST. */
  readonly eventConfigs?: Readonly<Record<string, EventInvokeConfig>>;
  /** By alias; that of the function itself is $LATEST. */
  readonly urls?: Readonly<Record<string, FunctionUrl>>;
  /** By version or alias. */
  readonly provisioned?: Readonly<Record<string, ProvisionedConcurrency>>;
  /** By version or alias, as they were set; the runtimes are this machine's. */
  readonly runtimeManagement?: Readonly<Record<string, RuntimeManagement>>;
  /** By version, as they were set; environments are started when they are needed. */
  readonly scaling?: Readonly<Record<string, JsonObject>>;
  /** Whether invocations in a circle go on. @default "Terminate" */
  readonly recursiveLoop?: "Allow" | "Terminate";
  readonly codeSigningConfigArn?: string | undefined;
}
