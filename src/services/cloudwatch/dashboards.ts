// CloudWatch dashboards: named JSON bodies. The console draws them; nothing else looks inside.

import type { RegionIdentity } from "../../aws/arn.ts";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { isJson } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { RecordBook, type Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";

export interface Dashboard {
  readonly dashboardName: string;
  readonly dashboardArn: string;
  /** JSON text, as it was put. */
  readonly dashboardBody: string;
  readonly lastModifiedAt: number;
  readonly sizeBytes: number;
}

export class Dashboards {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #dashboards: Records<Dashboard>;

  /** Without a book they are in memory. */
  constructor(options: {
    readonly clock: Clock;
    readonly identity: RegionIdentity;
    readonly book?: RecordBook;
  }) {
    this.#dashboards = (options.book ?? RecordBook.inMemory()).records<Dashboard>("dashboard");
    this.#clock = options.clock;
    this.#identity = options.identity;
  }

  putDashboard(dashboardName: string, dashboardBody: string): void {
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(dashboardName)) {
      throw new ServiceError(
        "InvalidParameterValueException",
        "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n",
      );
    }
    checkBody(dashboardBody);
    const { partition, accountId } = this.#identity;
    this.#dashboards.put(dashboardName, {
      dashboardName,
      // Dashboards belong to an account, not to a region, so their ARN names none.
      dashboardArn: `arn:${partition}:cloudwatch::${accountId}:dashboard/${dashboardName}`,
      dashboardBody,
      lastModifiedAt: this.#clock.now(),
      sizeBytes: Buffer.byteLength(dashboardBody),
    });
  }

  getDashboard(dashboardName: string): Dashboard {
    const found = this.#dashboards.get(dashboardName);
    if (found === undefined) throw notFound(dashboardName);
    return found;
  }

  listDashboards(prefix = ""): readonly Dashboard[] {
    return this.#dashboards.values().filter(({ dashboardName }) => dashboardName.startsWith(prefix));
  }

  deleteDashboards(dashboardNames: readonly string[]): void {
    const missing = dashboardNames.find((name) => !this.#dashboards.has(name));
    if (missing !== undefined) throw notFound(missing);
    for (const name of dashboardNames) this.#dashboards.remove(name);
  }
}

interface ValidationMessage {
  /** A JSON pointer; empty for the body itself. */
  readonly dataPath: string;
  readonly message: string;
}

/** Throws DashboardInvalidInputError. What a widget's properties are for is for the console to know. */
function checkBody(dashboardBody: string): void {
  const body = isJson(dashboardBody) ? (JSON.parse(dashboardBody) as Json) : undefined;
  if (!isJsonObject(body)) throw invalid("The field DashboardBody must be a valid JSON object");
  const messages = problemsOf(body);
  if (messages.length > 0) throw invalidBody(messages);
}

function problemsOf({ widgets }: JsonObject): readonly ValidationMessage[] {
  if (widgets === undefined) return [lacks("", "widgets")];
  if (!Array.isArray(widgets)) return [{ dataPath: "/widgets", message: "Should be array" }];
  return widgets.flatMap((widget, at) => {
    const dataPath = `/widgets/${at}`;
    if (!isJsonObject(widget)) return [{ dataPath, message: "Should be object" }];
    return [
      ...["type", "properties"].filter((name) => !(name in widget)).map((name) => lacks(dataPath, name)),
      ...placeProblems(widget, dataPath),
      ...textProblems(widget, dataPath),
    ];
  });
}

/** Where a widget may stand in the grid, which has 24 columns. */
const bounds: readonly (readonly [name: string, least: number, most: number])[] = [
  ["x", 0, 23],
  ["y", 0, Number.MAX_SAFE_INTEGER],
  ["width", 1, 24],
  ["height", 1, 1000],
];

function placeProblems(widget: JsonObject, at: string): readonly ValidationMessage[] {
  return bounds.flatMap(([name, least, most]) => {
    const value = Object.hasOwn(widget, name) ? widget[name] : undefined;
    const dataPath = `${at}/${name}`;
    if (value === undefined) return [];
    if (!Number.isInteger(value)) return [{ dataPath, message: "Should be integer" }];
    if ((value as number) < least) return [{ dataPath, message: `Should be >= ${least}` }];
    return (value as number) > most ? [{ dataPath, message: `Should be <= ${most}` }] : [];
  });
}

function textProblems({ type, properties }: JsonObject, at: string): readonly ValidationMessage[] {
  if (type !== "text" || !isJsonObject(properties) || "markdown" in properties) return [];
  return [lacks(`${at}/properties`, "markdown")];
}

function lacks(dataPath: string, name: string): ValidationMessage {
  return { dataPath, message: `Should have required property '${name}'` };
}

function invalidBody(messages: readonly ValidationMessage[]): ServiceError {
  return invalid(
    `The dashboard body is invalid, there are ${messages.length} validation errors:\n${JSON.stringify(messages, undefined, 2)}`,
    messages.map(({ dataPath, message }) => ({ DataPath: dataPath, Message: message })),
  );
}

function invalid(message: string, messages: Json = []): ServiceError {
  return new ServiceError("DashboardInvalidInputError", message, {
    members: { dashboardValidationMessages: messages },
  });
}

function notFound(dashboardName: string): ServiceError {
  return new ServiceError("DashboardNotFoundError", `Dashboard ${dashboardName} does not exist`, {
    status: 404,
  });
}
