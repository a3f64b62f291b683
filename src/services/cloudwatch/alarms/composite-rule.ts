// The rules of composite alarms: which states of which other alarms make one sound.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html

import type { ServiceError } from "../../../aws/service-error.ts";
import { refused } from "../refusals.ts";
import type { AlarmState } from "./alarm-rule.ts";

/** Alarms are named as the rule names them: by name or by ARN. */
export type CompositeRule =
  | { readonly type: "constant"; readonly value: boolean }
  | { readonly type: "state"; readonly state: AlarmState; readonly alarm: string }
  | { readonly type: "not"; readonly operand: CompositeRule }
  | { readonly type: "and" | "or"; readonly operands: readonly CompositeRule[] }
  | {
      readonly type: "atLeast";
      readonly count: number;
      readonly state: AlarmState;
      readonly negated: boolean;
      readonly alarms: readonly string[];
    };

/** "The maximum length of an AlarmRule is 10,240 characters", of at most 500 elements, over at most 100 alarms. */
const longestRule = 10_240;
const mostElements = 500;
const mostAlarms = 100;
const states: readonly string[] = ["ALARM", "OK", "INSUFFICIENT_DATA"];
const operand = "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";

/** Throws ValidationException for what is no rule. */
export function parseCompositeRule(text: string): CompositeRule {
  if (text.trim() !== text || text === "")
    throw refused("AlarmRule must not contain leading or trailing whitespace or be null");
  if (text.length > longestRule)
    throw refused(
      `1 validation error detected: Value '${text.slice(0, 100)}…' at 'alarmRule' failed to satisfy constraint: Member must have length less than or equal to ${longestRule}`,
    );
  const rule = new RuleParser(text).parse();
  const alarms = alarmsOf(rule).size;
  if (alarms > mostAlarms) throw inRule(`${alarms} alarms, more than ${mostAlarms}`);
  return rule;
}

/** Every alarm that a rule names. */
export function alarmsOf(rule: CompositeRule): ReadonlySet<string> {
  switch (rule.type) {
    case "constant":
      return new Set();
    case "state":
      return new Set([rule.alarm]);
    case "not":
      return alarmsOf(rule.operand);
    case "atLeast":
      return new Set(rule.alarms);
    default:
      return new Set(rule.operands.flatMap((each) => [...alarmsOf(each)]));
  }
}

export function isMet(rule: CompositeRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.type) {
    case "constant":
      return rule.value;
    case "state":
      return stateOf(rule.alarm) === rule.state;
    case "not":
      return !isMet(rule.operand, stateOf);
    case "and":
      return rule.operands.every((each) => isMet(each, stateOf));
    case "or":
      return rule.operands.some((each) => isMet(each, stateOf));
    case "atLeast": {
      const counted = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.negated);
      return counted.length >= rule.count;
    }
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
  /** A quoted name is a name, whatever it says. */
  readonly quoted: boolean;
}

/** NOT binds closer than AND, and AND closer than OR. */
class RuleParser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #next = 0;

  constructor(text: string) {
    this.#tokens = [...tokensOf(text)];
    this.#length = text.length;
  }

  parse(): CompositeRule {
    const elements = this.#tokens.filter(({ text }) => text !== ")" && text !== ",").length;
    if (elements > mostElements) throw inRule(`${elements} elements, more than ${mostElements}`);
    const rule = this.#any();
    if (this.#peek() !== undefined) this.#refuse("AND or OR");
    return rule;
  }

  #any(): CompositeRule {
    return this.#joined("or", "OR", () => this.#joined("and", "AND", () => this.#operand()));
  }

  #joined(type: "and" | "or", word: string, read: () => CompositeRule): CompositeRule {
    const first = read();
    const operands = [first];
    while (this.#skip(word)) operands.push(read());
    return operands.length === 1 ? first : { type, operands };
  }

  #operand(): CompositeRule {
    if (this.#skip("(")) {
      const inner = this.#any();
      this.#expect(")");
      return inner;
    }
    if (this.#skip("NOT")) return { type: "not", operand: this.#operand() };
    if (this.#skip("TRUE")) return { type: "constant", value: true };
    if (this.#skip("FALSE")) return { type: "constant", value: false };
    if (this.#skip("AT_LEAST")) return this.#atLeast();
    const state = this.#state() ?? this.#refuse(operand);
    this.#expect("(");
    const alarm = this.#name();
    this.#expect(")");
    return { type: "state", state, alarm };
  }

  /** AT_LEAST(2, ALARM, (a, b, c)), or a share such as 50% in place of the number. */
  #atLeast(): CompositeRule {
    this.#expect("(");
    const token = this.#peek();
    const [, number, percent] = /^(\d{1,3})(%?)$/.exec(token?.text ?? "") ?? [];
    if (number === undefined) this.#refuse("a number or a percentage");
    this.#next++;
    this.#expect(",");
    const negated = this.#skip("NOT");
    const state = this.#state() ?? this.#refuse("ALARM, OK, or INSUFFICIENT_DATA");
    this.#expect(",");
    this.#expect("(");
    const alarms = [this.#name()];
    while (this.#skip(",")) alarms.push(this.#name());
    this.#expect(")");
    this.#expect(")");
    const count = percent === "%" ? Math.ceil((Number(number) * alarms.length) / 100) : Number(number);
    if (count < 1 || count > alarms.length)
      throw inRule(`${token?.text} of ${alarms.length} alarms at char ${token?.at}`);
    return { type: "atLeast", count, state, negated, alarms };
  }

  #state(): AlarmState | undefined {
    const found = states.find((state) => this.#skip(state));
    return found as AlarmState | undefined;
  }

  #name(): string {
    const token = this.#peek();
    if (token === undefined || (!token.quoted && "(),".includes(token.text))) this.#refuse("an alarm's name");
    this.#next++;
    return token?.text ?? "";
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #skip(word: string): boolean {
    const token = this.#peek();
    const isIt = token !== undefined && !token.quoted && token.text === word;
    if (isIt) this.#next++;
    return isIt;
  }

  #expect(word: string): void {
    if (!this.#skip(word)) this.#refuse(`'${word}'`);
  }

  #refuse(wanted: string): never {
    const token = this.#peek();
    throw inRule(
      token === undefined
        ? `Unexpected end of rule at char ${this.#length}, must be: ${wanted}`
        : `Unsupported token '${token.text}' at char ${token.at}, must be: ${wanted}`,
    );
  }
}

/** In a quoted name a backslash stands before a quote or a backslash. */
function* tokensOf(text: string): Generator<Token> {
  const pattern = /\s+|([(),])|"((?:[^"\\]|\\.)*)"|([^\s(),"]+)|(.)/gsy;
  for (const { 0: whole, 1: sign, 2: quoted, 3: word, index } of text.matchAll(pattern)) {
    if (quoted !== undefined) yield { text: quoted.replace(/\\(.)/gs, "$1"), at: index, quoted: true };
    else if (sign !== undefined || word !== undefined) yield { text: whole, at: index, quoted: false };
    else if (whole.trim() !== "") throw inRule(`Unsupported token '${whole}' at char ${index}`);
  }
}

function inRule(problem: string): ServiceError {
  return refused(`Error in AlarmRule [${problem}]`);
}
