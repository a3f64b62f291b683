// What a PartiQL statement says.

import type { ResolvedAction } from "../expressions/compile-update.ts";
import type { DocumentPath } from "../expressions/document-path.ts";
import type { ConditionTree } from "../expressions/tree.ts";
import type { AttributeMap } from "../values/attribute-value.ts";

export type Statement =
  | SelectStatement
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | ExistsStatement;

export interface SelectStatement {
  readonly type: "select";
  readonly table: string;
  readonly index: string | undefined;
  /** Undefined for all attributes. */
  readonly columns: readonly DocumentPath[] | undefined;
  readonly where: ConditionTree | undefined;
  readonly order: readonly OrderElement[];
}

export interface OrderElement {
  readonly attribute: string;
  readonly isDescending: boolean;
}

export interface InsertStatement {
  readonly type: "insert";
  readonly table: string;
  readonly item: AttributeMap;
}

export interface UpdateStatement {
  readonly type: "update";
  readonly table: string;
  readonly actions: readonly ResolvedAction[];
  readonly where: ConditionTree;
  readonly returning: Returning | undefined;
}

export interface DeleteStatement {
  readonly type: "delete";
  readonly table: string;
  readonly where: ConditionTree;
  readonly returning: Returning | undefined;
}

/** The condition of a transaction. */
export interface ExistsStatement {
  readonly type: "exists";
  readonly select: SelectStatement;
}

export interface Returning {
  readonly attributes: "ALL" | "MODIFIED";
  readonly image: "OLD" | "NEW";
}
