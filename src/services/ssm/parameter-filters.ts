// Which parameters a list is asked for.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html

import { invalid, ServiceError } from "../../aws/service-error.ts";
import { latestOf, type Parameter, type ParameterVersion } from "./parameter.ts";

export interface ParameterFilter {
  readonly Key: string;
  /** @default "Equals" */
  readonly Option?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

const versionTexts: Readonly<Record<string, (version: ParameterVersion) => string>> = {
  Type: ({ type }) => type,
  KeyId: ({ keyId = "" }) => keyId,
  Tier: ({ tier }) => tier,
  DataType: ({ dataType }) => dataType,
};

const knownValues: Readonly<Record<string, readonly string[]>> = {
  Type: ["String", "StringList", "SecureString"],
  Tier: ["Standard", "Advanced", "Intelligent-Tiering"],
};

/** Throws ValidationException, InvalidFilterKey, InvalidFilterOption or InvalidFilterValue. */
export function matcherOf(filters: readonly ParameterFilter[]): (parameter: Parameter) => boolean {
  const keys = filters.map(({ Key }) => Key);
  const again = keys.find((key, index) => keys.indexOf(key) < index);
  if (again !== undefined) {
    throw invalid(
      `The following filters are duplicated in the request: ${again}. A request can contain only one occurrence of a specific filter.`,
    );
  }
  const tests = filters.map(testOf);
  return (parameter) => tests.every((test) => test(parameter));
}

function testOf(filter: ParameterFilter): (parameter: Parameter) => boolean {
  const { Key: key, Values: values = [] } = filter;
  if (values.length === 0 && !key.startsWith("tag:") && key !== "Label")
    throw invalidValue(`The following filter values are missing : null for filter key ${key}.`);
  if (key === "Path") return pathTest(filter);
  if (key.startsWith("tag:")) {
    const tag = key.slice("tag:".length);
    return ({ tags }) => {
      const value = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
      return value !== undefined && (values.length === 0 || values.includes(value));
    };
  }
  const compares = comparison(filter);
  const known = Object.hasOwn(knownValues, key) ? (knownValues[key] ?? []) : values;
  for (const value of values) {
    if (known.includes(value)) continue;
    throw invalidValue(
      `The following filter value is not valid: ${value}. Valid values include: [${known.join(", ")}].`,
    );
  }
  if (key === "Name") return ({ name }) => values.some((value) => compares(bare(name), bare(value)));
  if (key === "Label")
    return ({ versions }) => versions.some(({ labels }) => values.some((each) => labels.includes(each)));
  const textOf = Object.hasOwn(versionTexts, key) ? versionTexts[key] : undefined;
  if (textOf === undefined) {
    throw new ServiceError("InvalidFilterKey", `The following filter key is not valid: ${key}.`);
  }
  return (parameter) => values.some((value) => compares(textOf(latestOf(parameter)), value));
}

function invalidValue(message: string): ServiceError {
  return new ServiceError("InvalidFilterValue", message);
}

/** A name is the same with its first slash and without. */
function bare(name: string): string {
  return name.replace(/^\//, "");
}

function comparison({ Key: key, Option: option = "Equals" }: ParameterFilter) {
  const comparisons: Readonly<Record<string, (text: string, value: string) => boolean>> = {
    Equals: (text, value) => text === value,
    BeginsWith: (text, value) => text.startsWith(value),
    ...(key === "Name" ? { Contains: (text: string, value: string) => text.includes(value) } : {}),
  };
  const compares = Object.hasOwn(comparisons, option) ? comparisons[option] : undefined;
  if (compares !== undefined) return compares;
  throw new ServiceError(
    "InvalidFilterOption",
    `The following filter option is not valid: ${option}. Valid options include: [${Object.keys(comparisons).join(", ")}].`,
  );
}

function pathTest({ Option: option = "OneLevel", Values: values = [] }: ParameterFilter) {
  if (option !== "OneLevel" && option !== "Recursive") {
    throw new ServiceError(
      "InvalidFilterOption",
      `The following filter option is not valid: ${option}. Valid options include: [Recursive, OneLevel].`,
    );
  }
  for (const path of values) {
    if (/^\/(?:aws|ssm)/i.test(path)) {
      throw invalid(
        'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
      );
    }
    checkPath(path);
  }
  return ({ name }: Parameter) => values.some((path) => isUnder(name, path, option === "Recursive"));
}

/** Throws ValidationException. */
export function checkPath(path: string): void {
  if (/^\/[\w./-]*$/.test(path) && !path.includes("//")) return;
  throw invalid(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

/** Whether the parameter stands under the path: anywhere, or right below it. */
export function isUnder(name: string, path: string, isRecursive: boolean): boolean {
  const folder = path.endsWith("/") ? path : `${path}/`;
  const full = name.startsWith("/") ? name : `/${name}`;
  return full.startsWith(folder) && (isRecursive || !full.slice(folder.length).includes("/"));
}
