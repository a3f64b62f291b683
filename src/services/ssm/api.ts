// Systems Manager on the wire, as far as Parameter Store goes.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html

import { otherOperations } from "../../asl/service-model/operation-names.ts";
import type { RegionIdentity } from "../../aws/arn.ts";
import { invalid, ServiceError } from "../../aws/service-error.ts";
import { tagList, tagRecord, withoutTags } from "../../aws/tags.ts";
import type { CallInfo, Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { keyPage } from "../../aws/wire/pages.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  operation,
  optional,
  required,
  structure,
  text,
} from "../../aws/wire/shape.ts";
import type { Parameter } from "./parameter.ts";
import { checkPath, isUnder, matcherOf } from "./parameter-filters.ts";
import type { FoundParameter, Parameters } from "./parameters.ts";
import { referencedSecret, referenceIn } from "./secret-references.ts";
import { metadata, shownParameter, toldValue, versionFacts } from "./told-parameters.ts";

const name = required(text({ min: 1, max: 2048 }));
const names = required(listOf(text({ min: 1, max: 2048 }), { min: 1, max: 10 }));
const types = oneOf("SecureString", "StringList", "String");
const tiers = oneOf("Intelligent-Tiering", "Advanced", "Standard");
const tagKey = text({ min: 1, max: 128 });
const tags = listOf(structure({ Key: required(tagKey), Value: required(text({ max: 256 })) }));
const filters = optional(
  listOf(
    structure({
      Key: required(text({ min: 1, max: 132, pattern: "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType" })),
      Option: optional(text({ min: 1, max: 10 })),
      Values: optional(listOf(text({ min: 1, max: 1024 }), { min: 1, max: 50 })),
    }),
  ),
);
const pageOf = (most: number) => ({
  MaxResults: optional(integer({ min: 1, max: most })),
  NextToken: optional(text()),
});
const taggedResource = { ResourceType: required(text()), ResourceId: required(text({ min: 1 })) };
const decryption = { WithDecryption: optional(flag()) };

export function ssmApi(parameters: Parameters): ServiceApi {
  const operations = {
    ...readOperations(parameters, parameters.identity),
    ...parameters.book.acknowledging({ ...writeOperations(parameters), ...tagOperations(parameters) }),
  };
  return {
    name: "Systems Manager",
    targetPrefix: "AmazonSSM",
    errorNamespace: "",
    jsonVersion: "1.1",
    refused: { "of Systems Manager the region has Parameter Store": otherOperations("ssm", operations) },
    operations,
  };
}

function writeOperations(parameters: Parameters): Record<string, Operation> {
  return {
    PutParameter: operation(
      structure({
        Name: name,
        Value: required(text({ min: 1, isSensitive: true })),
        Type: optional(types),
        Overwrite: optional(flag()),
        Tier: optional(tiers),
        DataType: optional(text({ max: 128 })),
        Description: optional(text({ max: 1024 })),
        AllowedPattern: optional(text({ max: 1024 })),
        KeyId: optional(text({ min: 1, max: 256 })),
        Policies: optional(text({ min: 1, max: 4096 })),
        Tags: optional(tags),
      }),
      (request) => {
        const { version, tier } = parameters.put({
          ...{ name: request.Name, value: request.Value, type: request.Type, overwrite: request.Overwrite },
          ...{ tier: request.Tier, dataType: request.DataType, description: request.Description },
          ...{ allowedPattern: request.AllowedPattern, keyId: request.KeyId, policies: request.Policies },
          tags: tagRecord(request.Tags ?? [], invalid),
        });
        return { Version: version, Tier: tier };
      },
    ),
    DeleteParameter: operation(structure({ Name: name }), ({ Name }) => {
      parameters.delete(Name);
      return {};
    }),
    DeleteParameters: operation(structure({ Names: names }), ({ Names }) => {
      const there = Names.filter((each) => parameters.find(each) !== undefined);
      for (const each of there) parameters.delete(each);
      return { DeletedParameters: there, InvalidParameters: Names.filter((each) => !there.includes(each)) };
    }),
    LabelParameterVersion: operation(
      structure({
        Name: name,
        ParameterVersion: optional(integer()),
        Labels: required(listOf(text({ min: 1, max: 100 }), { min: 1, max: 10 })),
      }),
      ({ Name, ParameterVersion, Labels }) => {
        const { version, refused } = parameters.label(Name, ParameterVersion, Labels);
        return { InvalidLabels: refused, ParameterVersion: version };
      },
    ),
    UnlabelParameterVersion: operation(
      structure({
        Name: name,
        ParameterVersion: required(integer()),
        Labels: required(listOf(text({ min: 1, max: 100 }), { min: 1, max: 10 })),
      }),
      ({ Name, ParameterVersion, Labels }) => {
        const { removed, missing } = parameters.unlabel(Name, ParameterVersion, Labels);
        return { RemovedLabels: removed, InvalidLabels: missing };
      },
    ),
  };
}

function readOperations(parameters: Parameters, identity: RegionIdentity): Record<string, Operation> {
  const shown = (found: FoundParameter, isDecrypted: boolean) => shownParameter(found, isDecrypted, identity);
  const read = async (text: string, isDecrypted: boolean, call: CallInfo) => {
    const reference = referenceIn(text);
    if (reference === undefined) return shown(parameters.get(text), isDecrypted);
    return referencedSecret(text, reference, { isDecrypted, secrets: parameters.secrets(), call });
  };
  return {
    GetParameter: operation(
      structure({ Name: name, ...decryption }),
      async ({ Name, WithDecryption = false }, call) => ({
        Parameter: await read(Name, WithDecryption, call),
      }),
    ),
    GetParameters: operation(
      structure({ Names: names, ...decryption }),
      async ({ Names, WithDecryption = false }, call) => {
        if (new Set(Names).size < Names.length)
          throw invalid(`The request contains duplicate parameters: [${Names.join(", ")}]`);
        const [Found, InvalidParameters]: [WireObject[], string[]] = [[], []];
        for (const each of Names) {
          try {
            Found.push(await read(each, WithDecryption, call));
          } catch (problem) {
            if (!(problem instanceof ServiceError) || !isMissing(each, problem)) throw problem;
            InvalidParameters.push(each);
          }
        }
        return { Parameters: Found, InvalidParameters };
      },
    ),
    GetParametersByPath: operation(
      structure({
        Path: name,
        Recursive: optional(flag()),
        ParameterFilters: filters,
        ...decryption,
        ...pageOf(10),
      }),
      ({
        Path,
        Recursive = false,
        ParameterFilters = [],
        WithDecryption = false,
        MaxResults = 10,
        NextToken,
      }) => {
        checkPath(Path);
        const matches = matcherOf(ParameterFilters);
        const under = parameters.all().filter((each) => isUnder(each.name, Path, Recursive) && matches(each));
        const { items, next } = page(under, MaxResults, NextToken);
        const found = items.map((parameter) => parameters.get(parameter.name));
        return { Parameters: found.map((each) => shown(each, WithDecryption)), NextToken: next };
      },
    ),
    DescribeParameters: operation(
      structure({
        ParameterFilters: filters,
        Filters: optional(
          listOf(structure({ Key: required(text()), Values: required(listOf(text({ min: 1, max: 1024 }))) })),
        ),
        ...pageOf(50),
      }),
      ({ ParameterFilters, Filters, MaxResults = 10, NextToken }) => {
        if (ParameterFilters !== undefined && Filters !== undefined)
          throw invalid("You can use either Filters or ParameterFilters in a single request.");
        // The older member's names are matched from their beginning on.
        const former = (Filters ?? []).map((filter) => ({
          ...filter,
          Option: filter.Key === "Name" ? "BeginsWith" : "Equals",
        }));
        const matching = parameters.all().filter(matcherOf(ParameterFilters ?? former));
        const { items, next } = page(matching, MaxResults, NextToken);
        return { Parameters: items.map((each) => metadata(each, identity)), NextToken: next };
      },
    ),
    GetParameterHistory: operation(
      structure({ Name: name, ...decryption, ...pageOf(50) }),
      ({ Name, WithDecryption = false, MaxResults = 50, NextToken }) => {
        const { parameter } = parameters.get(Name);
        const { items, next } = keyPage(parameter.versions, {
          keyOf: ({ version }) => String(version).padStart(12, "0"),
          ...{ limit: MaxResults, token: NextToken, refuse: refuseToken },
        });
        return {
          Parameters: items.map((version) => ({
            ...versionFacts(parameter, version),
            Value: toldValue(version, WithDecryption),
            Labels: version.labels,
          })),
          NextToken: next,
        };
      },
    ),
  };
}

/** What is not there is told by name, whatever it lacks; but a secret has to be asked for decrypted. */
function isMissing(name: string, { code }: ServiceError): boolean {
  return referenceIn(name) === undefined || code === "ParameterNotFound";
}

function tagOperations(parameters: Parameters): Record<string, Operation> {
  const nameOf = ({
    ResourceType,
    ResourceId,
  }: {
    readonly ResourceType: string;
    readonly ResourceId: string;
  }) => {
    if (ResourceType === "Parameter") return ResourceId;
    throw new ServiceError(
      "InvalidResourceType",
      `${ResourceType} is not a valid resource type: of Systems Manager this region has parameters`,
    );
  };
  return {
    AddTagsToResource: operation(structure({ ...taggedResource, Tags: required(tags) }), (request) => {
      const added = tagRecord(request.Tags, invalid);
      const of = nameOf(request);
      parameters.setTags(of, { ...parameters.tagsOf(of), ...added });
      return {};
    }),
    RemoveTagsFromResource: operation(
      structure({ ...taggedResource, TagKeys: required(listOf(tagKey)) }),
      (request) => {
        const of = nameOf(request);
        parameters.setTags(of, withoutTags(parameters.tagsOf(of), request.TagKeys));
        return {};
      },
    ),
    ListTagsForResource: operation(structure(taggedResource), (request) => ({
      TagList: tagList(parameters.tagsOf(nameOf(request))),
    })),
  };
}

function page(parameters: readonly Parameter[], limit: number, token: string | undefined) {
  return keyPage(parameters, { keyOf: (each) => each.name, limit, token, refuse: refuseToken });
}

function refuseToken(): never {
  throw new ServiceError("InvalidNextToken", "The specified token is not valid.");
}
