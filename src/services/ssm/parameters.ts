// Parameter Store: parameters by name, each with its versions and labels.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html

import { randomBytes } from "node:crypto";
import type { RegionIdentity } from "../../aws/arn.ts";
import { invalid, ServiceError } from "../../aws/service-error.ts";
import type { ServiceApi } from "../../aws/wire/operation.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import {
  latestOf,
  type Parameter,
  type ParameterTier,
  type ParameterType,
  type ParameterVersion,
} from "./parameter.ts";
import { checkAllowedPattern, checkPolicies, isLabel, tierFor } from "./parameter-checks.ts";
import { checkNewName, parseReference } from "./parameter-names.ts";

/** "A parameter can have up to 100 versions" and each ten labels. */
const mostVersions = 100;
const mostLabels = 10;
const defaultKey = "alias/aws/ssm";

export interface PutParameter {
  readonly name: string;
  readonly value: string;
  /** Has to be said of a new parameter. */
  readonly type?: ParameterType | undefined;
  readonly overwrite?: boolean | undefined;
  /** @default "Standard" */
  readonly tier?: ParameterTier | undefined;
  /** @default "text" */
  readonly dataType?: string | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly keyId?: string | undefined;
  readonly policies?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface FoundParameter {
  readonly parameter: Parameter;
  readonly version: ParameterVersion;
  readonly selector: string | undefined;
}

export class Parameters {
  readonly #clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  /** Secrets Manager, for names that refer to a secret; undefined where there is none. */
  readonly secrets: () => ServiceApi | undefined;
  readonly #parameters: Records<Parameter>;

  constructor(
    clock: Clock,
    identity: RegionIdentity,
    book: RecordBook,
    secrets: () => ServiceApi | undefined = () => undefined,
  ) {
    this.#clock = clock;
    this.secrets = secrets;
    this.identity = identity;
    this.book = book;
    this.#parameters = book.records("parameters");
  }

  all(): readonly Parameter[] {
    return this.#parameters.values();
  }

  put(request: PutParameter): ParameterVersion {
    const { name, value, tags = {}, overwrite = false } = request;
    const present = this.#parameters.get(name);
    if (present === undefined) checkNewName(name);
    else if (!overwrite && present.isProvided !== true) throw alreadyExists();
    if (overwrite && Object.keys(tags).length > 0)
      throw invalid(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      );
    const version = this.#newVersion(request, present);
    const versions = makeRoom(present?.versions ?? []);
    checkAllowedPattern(value, version.allowedPattern);
    this.#parameters.put(name, { name, versions: [...versions, version], tags: present?.tags ?? tags });
    return version;
  }

  /** Puts what the region itself provides where there is none yet. Whoever puts a parameter of this name takes its place. */
  provide(name: string, value: string): void {
    if (this.#parameters.has(name)) return;
    this.put({ name, value, type: "String" });
    this.#parameters.put(name, { ...this.#tagged(name), isProvided: true });
  }

  /** Throws ParameterNotFound or ParameterVersionNotFound. */
  get(text: string): FoundParameter {
    const { name, selector } = parseReference(text);
    const parameter = this.#parameters.get(name);
    if (parameter === undefined) throw notFound();
    if (selector === undefined) return { parameter, version: latestOf(parameter), selector };
    const wanted = selector.slice(1);
    const version = parameter.versions.find(
      (each) => String(each.version) === wanted || each.labels.includes(wanted),
    );
    if (version !== undefined) return { parameter, version, selector };
    throw new ServiceError(
      "ParameterVersionNotFound",
      /^\d+$/.test(wanted)
        ? `Systems Manager could not find version ${wanted} of ${name}. Verify the version and try again.`
        : `Systems Manager could not find label ${wanted} of ${name}. Verify the label and try again.`,
    );
  }

  find(text: string): FoundParameter | undefined {
    try {
      return this.get(text);
    } catch (error) {
      if (error instanceof ServiceError) return undefined;
      throw error;
    }
  }

  /** Throws ParameterNotFound. */
  delete(text: string): string {
    const { name } = this.get(text).parameter;
    this.#parameters.remove(name);
    return name;
  }

  /** Moves labels to a version; answers with those that can be none. Throws ParameterVersionLabelLimitExceeded. */
  label(text: string, number: number | undefined, labels: readonly string[]) {
    const parameter = this.get(text).parameter;
    const version = number ?? latestOf(parameter).version;
    const { version: wanted } = this.get(`${parameter.name}:${version}`);
    const taken = labels.filter(isLabel);
    const kept = wanted.labels.filter((label) => !taken.includes(label));
    if (kept.length + taken.length > mostLabels) {
      throw new ServiceError(
        "ParameterVersionLabelLimitExceeded",
        "An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.",
      );
    }
    this.#relabel(parameter, (each) => {
      const others = each.labels.filter((label) => !taken.includes(label));
      return each.version === version ? [...others, ...taken] : others;
    });
    return { version, refused: labels.filter((label) => !isLabel(label)) };
  }

  /** Answers with what was removed and with what the version does not have. */
  unlabel(text: string, number: number, labels: readonly string[]) {
    const parameter = this.get(text).parameter;
    const { version } = this.get(`${parameter.name}:${number}`);
    this.#relabel(parameter, (each) =>
      each.version === number ? each.labels.filter((label) => !labels.includes(label)) : each.labels,
    );
    const isThere = (label: string) => version.labels.includes(label);
    return { removed: labels.filter(isThere), missing: labels.filter((label) => !isThere(label)) };
  }

  /** Throws InvalidResourceId for a parameter that is not there. */
  tagsOf(name: string): Readonly<Record<string, string>> {
    return this.#tagged(name).tags;
  }

  setTags(name: string, tags: Readonly<Record<string, string>>): void {
    this.#parameters.put(name, { ...this.#tagged(name), tags });
  }

  close(): Promise<void> {
    return this.book.close();
  }

  #tagged(name: string): Parameter {
    const parameter = this.#parameters.get(name);
    if (parameter !== undefined) return parameter;
    throw new ServiceError(
      "InvalidResourceId",
      "The resource ID is not valid. Verify that you entered the correct ID and try again.",
    );
  }

  #relabel(parameter: Parameter, labelsOf: (version: ParameterVersion) => readonly string[]): void {
    const versions = parameter.versions.map((each) => ({ ...each, labels: labelsOf(each) }));
    this.#parameters.put(parameter.name, { ...parameter, versions });
  }

  /** What is not said of a new version is as it was in the one before. */
  #newVersion(request: PutParameter, present: Parameter | undefined): ParameterVersion {
    const before = present && latestOf(present);
    const { value, tier = before?.tier ?? "Standard" } = request;
    const type = request.type ?? before?.type;
    if (type === undefined) throw invalid("A parameter type is required when you create a parameter.");
    if (before !== undefined && before.type !== type) {
      throw new ServiceError(
        "HierarchyTypeMismatchException",
        `Parameter Store does not support changing a parameter type in a hierarchy: ${present?.name} is of type ${before.type}, not ${type}.`,
      );
    }
    const { dataType = before?.dataType ?? "text" } = request;
    const description = request.description ?? before?.description;
    const allowedPattern = request.allowedPattern ?? before?.allowedPattern;
    const { policies = before?.policies } = request;
    checkPolicies(policies);
    const isSecure = type === "SecureString";
    return {
      version: (before?.version ?? 0) + 1,
      ...{ value, type, dataType, labels: [] },
      tier: tierFor(value, tier, policies),
      modifiedAt: this.#clock.now(),
      modifiedBy: `arn:${this.identity.partition}:iam::${this.identity.accountId}:root`,
      ...(isSecure ? { keyId: request.keyId ?? before?.keyId ?? defaultKey, sealed: sealedText(value) } : {}),
      ...(description === undefined ? {} : { description }),
      ...(allowedPattern === undefined ? {} : { allowedPattern }),
      ...(policies === undefined ? {} : { policies }),
    };
  }
}

/** As long as what KMS would make of it; there are no keys, so nothing can be read from it. */
function sealedText(value: string): string {
  return randomBytes(Buffer.byteLength(value) + 128).toString("base64");
}

/** Throws ParameterMaxVersionLimitExceeded if the oldest version bears a label. */
function makeRoom(versions: readonly ParameterVersion[]): readonly ParameterVersion[] {
  const [oldest] = versions;
  if (versions.length < mostVersions || oldest === undefined) return versions;
  if (oldest.labels.length === 0) return versions.slice(1);
  throw new ServiceError(
    "ParameterMaxVersionLimitExceeded",
    `You attempted to create a new version of a parameter by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  );
}

function notFound(): ServiceError {
  return new ServiceError("ParameterNotFound", "");
}

function alreadyExists(): ServiceError {
  return new ServiceError(
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );
}
