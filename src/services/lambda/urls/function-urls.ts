// The URLs of functions and their aliases: each has one at most.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html

import { randomBytes } from "node:crypto";
import type { CorsRules } from "../../../aws/wire/cors.ts";
import type { FunctionRecord, FunctionUrl } from "../functions/function-record.ts";
import type { Functions } from "../functions/functions.ts";
import { conflict, notFound } from "../functions/refusals.ts";
import { checkUntenanted } from "../functions/tenancy.ts";
import { latestVersion, versionBy } from "../functions/versions.ts";

export interface UrlSettings {
  readonly authType: FunctionUrl["authType"];
  readonly invokeMode: FunctionUrl["invokeMode"];
  readonly cors?: CorsRules | undefined;
}

/** A URL and whose it is. */
export interface FoundUrl {
  readonly record: FunctionRecord;
  /** Undefined for the function itself. */
  readonly alias: string | undefined;
  readonly url: FunctionUrl;
}

export class FunctionUrls {
  readonly #functions: Functions;
  readonly #now: () => number;

  constructor(functions: Functions, now: () => number) {
    this.#functions = functions;
    this.#now = now;
  }

  /** Throws ResourceNotFoundException, ResourceConflictException where there is one, and InvalidParameterValueException. */
  create(name: string, alias: string | undefined, settings: UrlSettings): FoundUrl {
    const record = this.#functionOf(name, alias);
    checkUntenanted(record.latest, "A function URL");
    if (record.urls?.[keyOf(alias)] !== undefined) {
      const arn = alias === undefined ? record.arn : `${record.arn}:${alias}`;
      throw conflict(
        `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      );
    }
    const now = this.#now();
    return this.#set(record, alias, { ...settings, id: newId(), createdAt: now, modifiedAt: now });
  }

  /** Throws ResourceNotFoundException. */
  update(name: string, alias: string | undefined, change: Partial<UrlSettings>): FoundUrl {
    this.#functionOf(name, alias);
    const { record, url } = this.get(name, alias);
    return this.#set(record, alias, { ...url, ...change, modifiedAt: this.#now() });
  }

  /** Throws ResourceNotFoundException. */
  get(name: string, alias: string | undefined): FoundUrl {
    const record = this.#functions.find(name);
    const url = record?.urls?.[keyOf(alias)];
    if (record !== undefined && url !== undefined) return { record, alias, url };
    throw notFound("The resource you requested does not exist.");
  }

  /** Throws ResourceNotFoundException. */
  delete(name: string, alias: string | undefined): void {
    const { record } = this.get(name, alias);
    const { [keyOf(alias)]: _, ...urls } = record.urls ?? {};
    this.#functions.change(name, { urls });
  }

  /** Throws ResourceNotFoundException. */
  list(name: string): readonly FoundUrl[] {
    return urlsOf(this.#functionOf(name, undefined));
  }

  byId(id: string): FoundUrl | undefined {
    for (const record of this.#functions.list()) {
      const found = urlsOf(record).find(({ url }) => url.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Throws ResourceNotFoundException, for an alias that is not there too. */
  #functionOf(name: string, alias: string | undefined): FunctionRecord {
    const record = this.#functions.find(name);
    if (record !== undefined && versionBy(record, alias) !== undefined) return record;
    throw notFound("Function does not exist");
  }

  #set(record: FunctionRecord, alias: string | undefined, url: FunctionUrl): FoundUrl {
    this.#functions.change(record.name, { urls: { ...record.urls, [keyOf(alias)]: url } });
    return { record: this.#functions.get(record.name), alias, url };
  }
}

function urlsOf(record: FunctionRecord): readonly FoundUrl[] {
  return Object.entries(record.urls ?? {}).map(([key, url]) => ({
    ...{ record, url },
    alias: key === latestVersion ? undefined : key,
  }));
}

function keyOf(alias: string | undefined): string {
  return alias ?? latestVersion;
}

/** As long as AWS's, of the letters that a host may have. */
function newId(): string {
  return Array.from(randomBytes(32), (byte) => (byte % 36).toString(36)).join("");
}
