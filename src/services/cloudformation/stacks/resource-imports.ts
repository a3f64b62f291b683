// Resources that are there already, and come to belong to a stack: which of them a change set may take in.

import { equalJson } from "../../../asl/json-equality.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { schemaOf } from "../schemas/schema.ts";
import type { ResourceChange } from "./change-set.ts";
import { type ImportTarget, isThere, type StackInput } from "./stack.ts";
import type { StackBook } from "./stack-book.ts";
import { validationError } from "./stack-errors.ts";

type Written = Readonly<Record<string, { readonly Type?: string; readonly DeletionPolicy?: string }>>;

/**
 * The property or attribute that tells which one of its type is meant; undefined for types whose resources are not found by a name,
 * which are not imported here.
 */
export function identifierOf(type: string): string | undefined {
  const { identifier = [], nameProperty = "" } = schemaOf(type) ?? {};
  return nameProperty === "" || identifier.length !== 1 ? undefined : identifier[0];
}

/** Before anything is planned: what is wrong with the request and its template alone. Throws ValidationError. */
export function checkImport(
  targets: readonly ImportTarget[],
  { processed }: StackInput,
  previous: StackInput | undefined,
): void {
  const written = (processed.Resources ?? {}) as Written;
  refuse(
    targets.filter(({ logicalId, type }) => written[logicalId]?.Type !== type),
    (names) => `Resources to import ${names} must be in the template, and of the type that is named for them`,
  );
  const unknown = targets.filter(({ type }) => identifierOf(type) === undefined).map(({ type }) => type);
  if (unknown.length > 0)
    throw validationError(`ResourceTypes [${[...new Set(unknown)].join(", ")}] are not supported for Import`);
  refuse(
    targets.filter(({ logicalId }) => written[logicalId]?.DeletionPolicy === undefined),
    (names) =>
      `The following resources to import ${names} must have DeletionPolicy attribute specified in the template.`,
  );
  for (const { logicalId, type, identifier } of targets) {
    const [wanted, given] = [identifierOf(type) ?? "", Object.keys(identifier)];
    if (given.length !== 1 || given[0] !== wanted)
      throw validationError(
        `The identifier of resource ${logicalId} must be [${wanted}], and is [${given.join(", ")}]`,
      );
  }
  const outputs = (of: JsonObject | undefined) => of?.Outputs ?? {};
  if (!equalJson(outputs(processed), outputs(previous?.processed)))
    throw validationError("As part of the import operation, you cannot modify or add [Outputs]");
}

/** The changes of a plan, which are to be imports and nothing else. Throws ValidationError. */
export function importsIn(
  changes: readonly ResourceChange[],
  targets: readonly ImportTarget[],
  book: StackBook,
): readonly ResourceChange[] {
  const byId = new Map(targets.map((target) => [target.logicalId, target] as const));
  refuse(
    changes.filter(({ action }) => action !== "Add"),
    (names) =>
      `You have modified resources ${names} in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
  );
  refuse(
    changes.filter(({ logicalId }) => !byId.has(logicalId)),
    (names) => `Resources ${names} are missing from ResourceToImport list`,
  );
  refuse(
    targets.filter(({ logicalId }) => !changes.some((each) => each.logicalId === logicalId)),
    (names) => `Resources to import ${names} belong to the stack already`,
  );
  return changes.map((change) => {
    const physicalId = Object.values(byId.get(change.logicalId)?.identifier ?? {}).join();
    const owner = ownerOf(change.type, physicalId, book);
    if (owner !== undefined) throw validationError(`${physicalId} already exists in stack ${owner}`);
    return { ...change, action: "Import", physicalId };
  });
}

/** The id of the stack that has it. */
function ownerOf(type: string, value: string, book: StackBook): string | undefined {
  const isIt = (each: { readonly ref: string; readonly attributes: JsonObject }) =>
    each.ref === value || Object.values(each.attributes).includes(value);
  return book.all.find(({ stack, resources }) =>
    [...resources.values()].some(
      (each) =>
        stack.status !== "DELETE_COMPLETE" &&
        each.type === type &&
        isThere(each) &&
        each.standing !== undefined &&
        isIt(each.standing),
    ),
  )?.stack.id;
}

/** Throws ValidationError if there are any. */
function refuse(resources: readonly { readonly logicalId: string }[], told: (names: string) => string): void {
  if (resources.length === 0) return;
  throw validationError(told(`[${resources.map(({ logicalId }) => logicalId).join(", ")}]`));
}
