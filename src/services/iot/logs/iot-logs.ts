// What IoT writes into logs, where that is switched on: a line in JSON for each thing that happens, into the group AWSIotLogsV2.
// https://docs.aws.amazon.com/iot/latest/developerguide/cloud-watch-logs.html

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { notFound } from "../refusals.ts";

/** From the one that tells nothing to the one that tells most. */
export const logLevels = ["DISABLED", "ERROR", "WARN", "INFO", "DEBUG"] as const;
export type LogLevel = (typeof logLevels)[number];

export const targetTypes = ["DEFAULT", "THING_GROUP", "CLIENT_ID", "SOURCE_IP", "PRINCIPAL_ID"] as const;
export type TargetType = (typeof targetTypes)[number];

export interface LoggingOptions {
  readonly roleArn?: string | undefined;
  readonly defaultLogLevel: LogLevel;
  readonly disableAllLogs: boolean;
}

/** Of whom more is told, or less. */
export interface TargetLevel {
  readonly targetType: TargetType;
  readonly targetName: string;
  readonly logLevel: LogLevel;
}

/** What happened, and what AWS tells of it beside that. */
export interface LoggedEvent {
  readonly level: Exclude<LogLevel, "DISABLED">;
  readonly eventType: string;
  readonly status: "Success" | "Failure";
  readonly clientId?: string | undefined;
  readonly principalId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface IotLogsParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly sink: LogSink;
  /** The groups of the thing that is called as a client is. */
  readonly groupsOf: (clientId: string) => readonly string[];
}

const logGroup = "AWSIotLogsV2";
const onlyKey = "all";
const sourceIp = "127.0.0.1";

export class IotLogs {
  readonly #parts: IotLogsParts;
  readonly #options: Records<LoggingOptions>;
  readonly #levels: Records<TargetLevel>;
  /** Whether anything could be told: asked for every message. */
  #isOn = false;

  constructor(parts: IotLogsParts) {
    this.#parts = parts;
    this.#options = parts.book.records("logging-options");
    this.#levels = parts.book.records("logging-levels");
    this.#settle();
  }

  /** Undefined while they were never set. */
  get options(): LoggingOptions | undefined {
    return this.#options.get(onlyKey);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** What is not given stays as it is. */
  setOptions(
    options: { readonly [option in keyof LoggingOptions]?: LoggingOptions[option] | undefined },
  ): void {
    const { roleArn, defaultLogLevel = "DISABLED", disableAllLogs = false } = this.options ?? {};
    this.#options.put(onlyKey, {
      roleArn: options.roleArn ?? roleArn,
      defaultLogLevel: options.defaultLogLevel ?? defaultLogLevel,
      disableAllLogs: options.disableAllLogs ?? disableAllLogs,
    });
    this.#settle();
  }

  levels(targetType: TargetType | undefined): readonly TargetLevel[] {
    return this.#levels.values().filter((each) => targetType === undefined || each.targetType === targetType);
  }

  setLevel(level: TargetLevel): void {
    this.#levels.put(keyOf(level.targetType, level.targetName), level);
    this.#settle();
  }

  /** Throws ResourceNotFoundException. */
  deleteLevel(targetType: TargetType, targetName: string): void {
    const key = keyOf(targetType, targetName);
    if (!this.#levels.has(key)) throw notFound(`There is no logging level for ${targetType} ${targetName}`);
    this.#levels.remove(key);
    this.#settle();
  }

  /** To be asked first whether logs are on, where making the event costs. */
  tell({ level, eventType, status, clientId, principalId, traceId = randomUUID(), more }: LoggedEvent): void {
    if (!this.#isOn || rank(level) > rank(this.#levelFor(clientId, principalId))) return;
    const { clock, identity, sink } = this.#parts;
    const timestamp = clock.now();
    const line = {
      timestamp: new Date(timestamp).toISOString().slice(0, 23).replace("T", " "),
      ...{ logLevel: level, traceId, accountId: identity.accountId, status, eventType },
      ...{ protocol: "MQTT", clientId, principalId, sourceIp, ...more },
    };
    sink.append(logGroup, identity.accountId, [{ timestamp, message: JSON.stringify(line) }]);
  }

  /** What is set for a client goes before what is set for its groups, and that before what holds for all. */
  #levelFor(clientId = "", principalId = ""): LogLevel {
    const of = (type: TargetType, name: string) => this.#levels.get(keyOf(type, name))?.logLevel;
    const own = of("CLIENT_ID", clientId) ?? of("PRINCIPAL_ID", principalId) ?? of("SOURCE_IP", sourceIp);
    if (own !== undefined) return own;
    const groups = this.levels("THING_GROUP").length === 0 ? [] : this.#parts.groupsOf(clientId);
    const ofGroups = groups.flatMap((group) => of("THING_GROUP", group) ?? []);
    const [most] = ofGroups.toSorted((one, other) => rank(other) - rank(one));
    return most ?? of("DEFAULT", "") ?? this.options?.defaultLogLevel ?? "DISABLED";
  }

  #settle(): void {
    const { options } = this;
    const levels = [options?.defaultLogLevel, ...this.#levels.values().map(({ logLevel }) => logLevel)];
    this.#isOn =
      options !== undefined &&
      !options.disableAllLogs &&
      levels.some((level) => level !== undefined && level !== "DISABLED");
  }
}

function rank(level: LogLevel): number {
  return logLevels.indexOf(level);
}

function keyOf(targetType: TargetType, targetName: string): string {
  return `${targetType}/${targetName}`;
}
