// A rule's statement, compiled: which topics it is for, whether a message is wanted, and what it makes of it.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html

import { compileExpression, compileSelect } from "./compile-expression.ts";
import {
  Answers,
  MessageScope,
  type RuleMessage,
  type RuleSurroundings,
  whenAnswered,
} from "./evaluation.ts";
import { parseStatement } from "./parse-statement.ts";
import { toBoolean, type Value } from "./values.ts";
import { spendOn } from "./work.ts";

export interface Statement {
  /** Undefined for a rule that is only asked by its name. */
  readonly topicFilter: string | undefined;
  /** For one message: for its outcome, and for the templates of the rule's actions. */
  readonly answers: (surroundings: RuleSurroundings) => Answers;
  /** Undefined if the message is not wanted. At once where no other service is asked. */
  readonly outcome: (
    message: RuleMessage,
    answers: Answers,
  ) => Outcome | undefined | Promise<Outcome | undefined>;
}

/** What actions are given: as bytes, and as a value unless it is a payload that is no JSON. */
export interface Outcome {
  readonly bytes: Buffer;
  readonly value: () => Value;
}

/** Throws SqlParseException. */
export function compileStatement(sql: string): Statement {
  const { variables: assigned, select, from, where } = parseStatement(sql);
  const variables = new Map(assigned.map(([name, value]) => [name, compileExpression(value)]));
  const isWhole = select.type === "items" && isAllAlone(select.items);
  const make = compileSelect(select);
  const isWanted = where && compileExpression(where);
  return {
    topicFilter: from,
    answers: (surroundings) => new Answers(surroundings, variables),
    outcome(message, answers) {
      if (isWhole && isWanted === undefined) return wholePayload(message);
      const scope = new MessageScope(message, answers);
      return whenAnswered(() => {
        if (isWanted !== undefined && toBoolean(isWanted(scope)) !== true) return undefined;
        return isWhole ? wholePayload(message) : outcomeOf(make(scope));
      });
    },
  };
}

function isAllAlone([only, ...more]: readonly {
  readonly value: { readonly type: string };
  readonly path: readonly string[];
}[]): boolean {
  return more.length === 0 && only?.value.type === "all" && only.path.length === 0;
}

/** As it came, to the byte. */
function wholePayload(message: RuleMessage): Outcome {
  return { bytes: message.payload, value: () => message.value() };
}

/** Undefined is no text at all. */
function outcomeOf(value: Value): Outcome {
  spendOn(value);
  return { bytes: Buffer.from(value === undefined ? "" : JSON.stringify(value)), value: () => value };
}
