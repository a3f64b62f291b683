// What an expression says before its placeholders are looked up.

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A step of a path: an attribute name as written, a placeholder with its #, or an index with its digits. */
export interface PathStep {
  readonly type: "word" | "name" | "index";
  readonly text: string;
}

export interface PathSyntax {
  readonly type: "path";
  readonly steps: readonly PathStep[];
}

export interface ValueSyntax {
  readonly type: "value";
  readonly name: string;
}

export interface CallSyntax {
  readonly type: "call";
  readonly name: string;
  readonly operands: readonly OperandSyntax[];
}

export type OperandSyntax = PathSyntax | ValueSyntax | CallSyntax;

export type ConditionSyntax =
  | { readonly type: "and"; readonly left: ConditionSyntax; readonly right: ConditionSyntax }
  | { readonly type: "or"; readonly left: ConditionSyntax; readonly right: ConditionSyntax }
  | { readonly type: "not"; readonly condition: ConditionSyntax }
  | {
      readonly type: "comparison";
      /** A comparator, BETWEEN or IN. */
      readonly operator: Comparator | "BETWEEN" | "IN";
      /** The first is what is compared with the others. */
      readonly operands: readonly OperandSyntax[];
    }
  | CallSyntax;

export type Section = "SET" | "REMOVE" | "ADD" | "DELETE";

export interface UpdateAction {
  readonly section: Section;
  readonly path: PathSyntax;
  /** Of SET, where it has two operands. */
  readonly operator: "+" | "-" | undefined;
  /** None of REMOVE, one value of ADD and DELETE. */
  readonly operands: readonly OperandSyntax[];
}

export interface UpdateSyntax {
  /** Each as often as it is written. */
  readonly sections: readonly Section[];
  readonly actions: readonly UpdateAction[];
}
