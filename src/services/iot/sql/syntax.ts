// A statement as it was read, before it is compiled.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html

import type { Json } from "../../../aws/json.ts";

export type Expression =
  | { readonly type: "literal"; readonly value: Json | undefined }
  /** All of the message, or of the element in a nested query. */
  | { readonly type: "all" }
  | { readonly type: "name"; readonly name: string }
  /** With its `@`. */
  | { readonly type: "variable"; readonly name: string }
  | { readonly type: "member"; readonly of: Expression; readonly name: string }
  | { readonly type: "element"; readonly of: Expression; readonly at: Expression }
  | { readonly type: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: "cast"; readonly value: Expression; readonly to: string }
  | { readonly type: "unary"; readonly operator: "NOT" | "-"; readonly operand: Expression }
  | {
      readonly type: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "in"; readonly value: Expression; readonly list: Expression }
  | {
      readonly type: "case";
      readonly value: Expression;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | undefined;
    }
  | { readonly type: "array"; readonly elements: readonly Expression[] }
  | { readonly type: "object"; readonly members: readonly (readonly [name: string, Expression])[] }
  | { readonly type: "query"; readonly query: Query<Expression> };

export type BinaryOperator =
  | "AND"
  | "OR"
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

export interface Query<From> {
  /** One value that is the whole outcome, or what its members are. */
  readonly select:
    | { readonly type: "value"; readonly value: Expression }
    | { readonly type: "items"; readonly items: readonly SelectItem[] };
  readonly from: From;
  readonly where: Expression | undefined;
}

/** A whole statement: its topic filter is undefined for a rule that is only asked by its name (Basic Ingest). */
export interface StatementSyntax extends Query<string | undefined> {
  /** In their order: each may use those before it. */
  readonly variables: readonly (readonly [name: string, Expression])[];
}

export interface SelectItem {
  readonly value: Expression;
  /** Where the value goes in the outcome, from outside in. Empty for `*`, whose members are the outcome's. */
  readonly path: readonly string[];
}
