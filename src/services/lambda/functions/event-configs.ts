// What becomes of a function's events, by qualifier: how often they are tried again, for how long, and who is told of their end.
// https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html

import { parseArn } from "../../../aws/arn.ts";
import type { ServiceError } from "../../../aws/service-error.ts";
import { present } from "../../../aws/wire/given.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { parseFunctionName } from "../function-name.ts";
import type { EventInvokeConfig, FunctionRecord } from "./function-record.ts";
import type { Functions } from "./functions.ts";
import { invalidParameter, notFound } from "./refusals.ts";
import { latestVersion, versionBy } from "./versions.ts";

/** What is given of a configuration; an empty text takes a destination away. */
export type EventConfigChange = Omit<EventInvokeConfig, "modifiedAt">;

export class EventConfigs {
  readonly #functions: Functions;
  readonly #now: () => number;

  constructor(functions: Functions, now: () => number) {
    this.#functions = functions;
    this.#now = now;
  }

  /** Of what there was, nothing stays. Throws what is wrong with it, and ResourceNotFoundException. */
  put(name: string, qualifier: string | undefined, given: EventConfigChange): EventInvokeConfig {
    const record = this.#functionOf(name, qualifier);
    if (Object.values(given).every((each) => each === undefined))
      throw invalidParameter("You must specify at least one of error handling or destination setting.");
    this.#check(record, given);
    return this.#set(record, qualifier, given);
  }

  /** Throws what is wrong with it, and ResourceNotFoundException where there is nothing to change. */
  update(name: string, qualifier: string | undefined, given: EventConfigChange): EventInvokeConfig {
    const record = this.#functionOf(name, qualifier);
    if (Object.values(given).every((each) => each === undefined))
      throw invalidParameter("You must specify at least one of error handling or destination setting.");
    this.#check(record, given);
    const former = this.get(name, qualifier);
    return this.#set(record, qualifier, { ...former, ...present(given) });
  }

  /** Throws ResourceNotFoundException. */
  get(name: string, qualifier: string | undefined): EventInvokeConfig {
    const config = this.#functions.find(name)?.eventConfigs?.[qualifier ?? latestVersion];
    if (config !== undefined) return config;
    const arn = this.#functions.find(name)?.arn ?? this.#functions.arnOf(name);
    throw notFound(`The function ${arn}:${qualifier ?? latestVersion} doesn't have an EventInvokeConfig`);
  }

  /** Throws ResourceNotFoundException. */
  delete(name: string, qualifier: string | undefined): void {
    this.get(name, qualifier);
    const { [qualifier ?? latestVersion]: _, ...eventConfigs } = this.#functions.get(name).eventConfigs ?? {};
    this.#functions.change(name, { eventConfigs });
  }

  /** By qualifier. Throws ResourceNotFoundException. */
  list(name: string): readonly (readonly [string, EventInvokeConfig])[] {
    return Object.entries(this.#functionOf(name, undefined).eventConfigs ?? {});
  }

  #functionOf(name: string, qualifier: string | undefined): FunctionRecord {
    const record = this.#functions.find(name);
    if (record !== undefined && versionBy(record, qualifier) !== undefined) return record;
    throw notFound("The function doesn't exist.");
  }

  #set(record: FunctionRecord, qualifier: string | undefined, given: EventConfigChange): EventInvokeConfig {
    const config = {
      modifiedAt: this.#now(),
      ...present({
        maximumRetryAttempts: given.maximumRetryAttempts,
        maximumAgeSeconds: given.maximumAgeSeconds,
        onSuccess: given.onSuccess === "" ? undefined : given.onSuccess,
        onFailure: given.onFailure === "" ? undefined : given.onFailure,
      }),
    };
    const eventConfigs = { ...record.eventConfigs, [qualifier ?? latestVersion]: config };
    this.#functions.change(record.name, { eventConfigs });
    return config;
  }

  #check(record: FunctionRecord, given: EventConfigChange): void {
    const isServed =
      this.#isDestination(record, given.onSuccess, "onSuccess") &&
      this.#isDestination(record, given.onFailure, "onFailure");
    if (isServed) return;
    throw invalidParameter(
      `The provided destination config DestinationConfig(onSuccess=${shown("OnSuccess", given.onSuccess)}, onFailure=${shown("OnFailure", given.onFailure)}) is invalid.`,
    );
  }

  #isDestination(
    record: FunctionRecord,
    arn: string | undefined,
    member: "onSuccess" | "onFailure",
  ): boolean {
    if (arn === undefined || arn === "") return true;
    const service = parseArn(arn)?.service;
    if (service === undefined) throw notAnArn(arn, member);
    if (service === "lambda") this.#checkFunction(record, arn);
    return member === "onFailure" ? failureServices.has(service) : successServices.has(service);
  }

  #checkFunction(record: FunctionRecord, arn: string): void {
    const { functionName } = parseFunctionName(arn);
    if (functionName === record.name)
      throw invalidParameter("You can't specify the function as a destination for itself.");
    if (this.#functions.find(functionName) === undefined)
      throw invalidParameter(`The destination ARN ${arn} is invalid.`);
  }
}

const successServices = new Set(["lambda", "sqs", "sns", "events"]);
const failureServices = new Set([...successServices, "s3"]);

function notAnArn(arn: string, member: string): ServiceError {
  return constraintError(
    `destinationConfig.${member}.destination`,
    arn,
    "satisfy regular expression pattern: ^$|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
  );
}

function shown(name: string, destination: string | undefined): string {
  return destination === undefined ? "null" : `${name}(destination=${destination})`;
}
