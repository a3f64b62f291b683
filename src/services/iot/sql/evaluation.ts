// What expressions are evaluated over: a message, and what asks other services.

import type { MessageProperties } from "../messages/publication.ts";
import type { Value } from "./values.ts";
import { bounded, spendOn } from "./work.ts";

export interface RuleMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** `n/a` for a message that came by another way than MQTT. */
  readonly clientId: string;
  /** Of who signed a request; undefined for MQTT. */
  readonly principal: string | undefined;
  readonly traceId: string;
  readonly properties?: MessageProperties | undefined;
  /** The payload as JSON, read when it is first asked for; undefined if it is none. */
  readonly value: () => Value;
}

/** What functions that ask another service ask for, by the function's name and its arguments. */
export type Ask = (name: string, args: readonly Value[]) => Promise<Value>;

export interface Scope {
  readonly message: RuleMessage;
  /** All of it: the message, or the element in a nested query. */
  readonly all: Value;
  readonly answers: Answers;
}

/** Of a whole message, which is read as JSON only if something of it is asked for. */
export class MessageScope implements Scope {
  readonly message: RuleMessage;
  readonly answers: Answers;

  constructor(message: RuleMessage, answers: Answers) {
    this.message = message;
    this.answers = answers;
  }

  get all(): Value {
    return this.message.value();
  }
}

export interface RuleSurroundings {
  readonly now: () => number;
  readonly accountId: string;
  readonly sqlVersion: string;
  readonly ask: Ask;
}

/** What a statement's SET has variables be. */
export type Variables = ReadonlyMap<string, (scope: Scope) => Value>;

/**
 * What is known of one message to a rule's statement and its templates: what was answered, and its variables. A function that has no
 * answer yet ends the evaluation, which is then done again.
 */
export class Answers {
  readonly surroundings: RuleSurroundings;
  readonly #variables: Variables;
  #known: Map<string, Value> | undefined;
  #values: Map<string, Value> | undefined;

  constructor(surroundings: RuleSurroundings, variables: Variables = new Map()) {
    this.surroundings = surroundings;
    this.#variables = variables;
  }

  /** Evaluated once, over the whole message. Undefined for one that there is not. */
  variable(name: string, message: RuleMessage): Value {
    this.#values ??= new Map();
    if (this.#values.has(name)) return this.#values.get(name);
    const value = this.#variables.get(name)?.(new MessageScope(message, this));
    this.#values.set(name, value);
    return value;
  }

  /** Throws `Awaited` for what has not been answered yet. */
  get(name: string, args: readonly Value[]): Value {
    for (const each of args) spendOn(each);
    const key = JSON.stringify([name, args.map((each) => (each === undefined ? [] : [each]))]);
    this.#known ??= new Map();
    const known = this.#known;
    if (known.has(key)) return known.get(key);
    throw new Awaited(async () => {
      known.set(key, await this.surroundings.ask(name, args));
    });
  }
}

class Awaited {
  readonly answered: () => Promise<void>;

  constructor(answered: () => Promise<void>) {
    this.answered = answered;
  }
}

/** How often one message may ask: a rule with ever new questions ends. */
const mostQuestions = 20;

/** At once where no other service is asked. Throws, or rejects with, what was thrown. */
export function whenAnswered<Outcome>(evaluate: () => Outcome, asked = 0): Outcome | Promise<Outcome> {
  try {
    return bounded(evaluate);
  } catch (thrown) {
    if (!(thrown instanceof Awaited)) throw thrown;
    if (asked >= mostQuestions)
      throw new Error(`One message asked other services more than ${mostQuestions} times`);
    return thrown.answered().then(() => whenAnswered(evaluate, asked + 1));
  }
}
