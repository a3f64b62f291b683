// Who is to have signed the code of functions. It is kept and told; nothing is signed here, so nothing is refused for want of it.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html

import { randomBytes } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Functions } from "./functions.ts";
import { conflict } from "./refusals.ts";

export interface CodeSigningSettings {
  readonly description: string;
  /** ARNs of versions of signing profiles. */
  readonly publishers: readonly string[];
  /** What becomes of code that nobody of them has signed. */
  readonly untrusted: "Warn" | "Enforce";
}

export interface CodeSigningConfig extends CodeSigningSettings {
  readonly id: string;
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface CodeSigningParts {
  readonly book: RecordBook;
  readonly identity: RegionIdentity;
  readonly functions: Functions;
  readonly now: () => number;
}

export class CodeSigning {
  readonly #parts: CodeSigningParts;
  readonly #configs: Records<CodeSigningConfig>;

  constructor(parts: CodeSigningParts) {
    this.#parts = parts;
    this.#configs = parts.book.records("codeSigningConfigs");
  }

  list(): readonly CodeSigningConfig[] {
    return this.#configs.values();
  }

  /** Throws ResourceNotFoundException. */
  get(arn: string): CodeSigningConfig {
    const config = this.#configs.get(arn);
    if (config !== undefined) return config;
    throw new ServiceError(
      "ResourceNotFoundException",
      `The Lambda code signing configuration ${arn} can not be found.`,
      { status: 404 },
    );
  }

  /** For a function that is to have it. Throws CodeSigningConfigNotFoundException. */
  checkIsThere(arn: string): void {
    if (this.#configs.has(arn)) return;
    throw new ServiceError(
      "CodeSigningConfigNotFoundException",
      `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
      { status: 404, members: { Type: "User" } },
    );
  }

  create(settings: CodeSigningSettings, tags: Readonly<Record<string, string>> = {}): CodeSigningConfig {
    const id = `csc-${randomBytes(9).toString("hex").slice(0, 17)}`;
    const arn = formatArn(this.#parts.identity, "lambda", `code-signing-config:${id}`);
    return this.#put({ ...settings, ...{ id, arn, tags, modifiedAt: this.#parts.now() } });
  }

  /** Throws ResourceNotFoundException. */
  update(arn: string, change: Partial<CodeSigningSettings>): CodeSigningConfig {
    return this.#put({ ...this.get(arn), ...change, modifiedAt: this.#parts.now() });
  }

  /** Throws ResourceNotFoundException. */
  setTags(arn: string, tags: Readonly<Record<string, string>>): void {
    this.#put({ ...this.get(arn), tags });
  }

  /** Throws ResourceNotFoundException, and ResourceConflictException while a function has it. */
  delete(arn: string): void {
    this.get(arn);
    if (this.functionsOf(arn).length > 0)
      throw conflict(
        `The code signing configuration ${arn} cannot be deleted: functions are associated with it.`,
      );
    this.#configs.remove(arn);
  }

  /** Their ARNs. */
  functionsOf(arn: string): readonly string[] {
    const all = this.#parts.functions.list();
    return all.filter((record) => record.codeSigningConfigArn === arn).map((record) => record.arn);
  }

  #put(config: CodeSigningConfig): CodeSigningConfig {
    this.#configs.put(config.arn, config);
    return config;
  }
}
