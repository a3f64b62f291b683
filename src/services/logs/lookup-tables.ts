// Lookup tables: values separated by commas, whose first line names the fields, for queries to add to what they find.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLookupTable.html

import { formatArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { present } from "../../aws/wire/given.ts";
import type { Records } from "../../storage/record-book.ts";
import type { LookedUpTable } from "./insights/lookup-command.ts";
import type { FoundField } from "./insights/queries.ts";
import type { Logs } from "./logs.ts";
import { limitExceeded } from "./refusals.ts";
import { splitCsv } from "./transformers/csv-line.ts";

export interface LookupTable {
  readonly lookupTableName: string;
  readonly description?: string | undefined;
  readonly tableBody: string;
  readonly kmsKeyId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly createdAt: number;
  readonly lastUpdatedTime: number;
}

/** Of an account in a region. */
const mostTables = 100;
const mostBytes = 10 * 1024 * 1024;

export class LookupTables {
  readonly #logs: Logs;
  readonly #kept: Records<LookupTable>;
  readonly #parsed = new Map<string, LookedUpTable>();

  constructor(logs: Logs) {
    this.#logs = logs;
    this.#kept = logs.book.records("lookupTable");
  }

  all(): readonly LookupTable[] {
    return this.#kept.values();
  }

  arnOf(name: string): string {
    return formatArn(this.#logs.identity, "logs", `lookup-table:${name}`);
  }

  /** By its ARN. Throws ResourceNotFoundException. */
  get(arn: string): LookupTable {
    const name = arn.slice(arn.lastIndexOf(":") + 1);
    const table = this.#kept.get(name);
    if (table !== undefined && arn === this.arnOf(name)) return table;
    throw new ServiceError("ResourceNotFoundException", `The lookup table ${arn} does not exist.`);
  }

  /** Throws ResourceAlreadyExistsException, LimitExceededException, InvalidParameterException. */
  create(given: Omit<LookupTable, "createdAt" | "lastUpdatedTime">): LookupTable {
    const { lookupTableName } = given;
    if (this.#kept.has(lookupTableName))
      throw new ServiceError(
        "ResourceAlreadyExistsException",
        `The lookup table ${lookupTableName} already exists.`,
      );
    if (this.all().length >= mostTables) throw limitExceeded();
    return this.#put({ ...given, createdAt: this.#logs.now() });
  }

  /** Throws ResourceNotFoundException, InvalidParameterException. */
  update(
    arn: string,
    change: Partial<Pick<LookupTable, "description" | "tableBody" | "kmsKeyId">>,
  ): LookupTable {
    return this.#put({ ...this.get(arn), ...present(change) });
  }

  /** Throws ResourceNotFoundException. */
  delete(arn: string): void {
    const { lookupTableName } = this.get(arn);
    this.#kept.remove(lookupTableName);
    this.#parsed.delete(lookupTableName);
  }

  /** By its name; undefined for one that is not there. */
  find(name: string): LookedUpTable | undefined {
    const kept = this.#kept.get(name);
    if (kept === undefined) return undefined;
    const parsed = this.#parsed.get(name) ?? parseTable(kept.tableBody);
    this.#parsed.set(name, parsed);
    return parsed;
  }

  #put(given: Omit<LookupTable, "lastUpdatedTime">): LookupTable {
    const parsed = parseTable(given.tableBody);
    const table = { ...given, lastUpdatedTime: this.#logs.now() };
    this.#kept.put(table.lookupTableName, table);
    this.#parsed.set(table.lookupTableName, parsed);
    return table;
  }
}

/** What a query found, as the body of a table. */
export function tableOf(results: readonly (readonly FoundField[])[]): string {
  const fields = [...new Set(results.flatMap((row) => row.map(({ field }) => field)))].filter(
    (field) => field !== "@ptr",
  );
  const lines = results.map((row) => {
    const values = new Map(row.map(({ field, value }) => [field, value]));
    return fields.map((field) => quoted(values.get(field) ?? "")).join(",");
  });
  return `${[fields.map(quoted).join(","), ...lines].join("\n")}\n`;
}

function quoted(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Throws InvalidParameterException. */
function parseTable(body: string): LookedUpTable {
  if (Buffer.byteLength(body) > mostBytes) throw invalid(`it has more than ${mostBytes} bytes`);
  const [header, ...lines] = linesOf(body);
  if (header === undefined || header === "") throw invalid("its first line must name the fields");
  const fields = splitCsv(header, ",", '"').map((field) => field.trim());
  if (fields.includes("") || new Set(fields).size < fields.length)
    throw invalid("each field must have a name of its own");
  const rows = lines.map((line) => splitCsv(line, ",", '"'));
  const wrong = rows.findIndex((row) => row.length !== fields.length);
  if (wrong !== -1)
    throw invalid(
      `row ${wrong + 1} has ${rows[wrong]?.length} values, and there are ${fields.length} fields`,
    );
  return { fields, rows };
}

/** A line goes on where a quote has not ended. */
function linesOf(body: string): readonly string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const part of body.split(/\r?\n/)) {
    const line = open === undefined ? part : `${open}\n${part}`;
    const isOpen = (line.match(/"/g) ?? []).length % 2 === 1;
    open = isOpen ? line : undefined;
    if (!isOpen && line !== "") lines.push(line);
  }
  if (open !== undefined) throw invalid("a quote does not end");
  return lines;
}

function invalid(problem: string): ServiceError {
  return new ServiceError("InvalidParameterException", `Invalid lookup table: ${problem}.`);
}
