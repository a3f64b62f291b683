// Substitution templates: texts of actions with expressions in them, `${…}`, over the message as it came.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-substitution-templates.html

import { type Compiled, compileExpression } from "./compile-expression.ts";
import { type Answers, MessageScope, type RuleMessage, whenAnswered } from "./evaluation.ts";
import { ExpressionParser } from "./parse-expression.ts";
import { Tokens } from "./tokens.ts";
import { toText } from "./values.ts";

/** The text for a message. At once where no other service is asked. */
export type Template = (message: RuleMessage, answers: Answers) => string | Promise<string>;

/** Throws SqlParseException. */
export function compileTemplate(text: string): Template {
  const parts = partsOf(text);
  if (parts.every((part) => typeof part === "string")) {
    const constant = parts.join("");
    return () => constant;
  }
  return (message, answers) => {
    const scope = new MessageScope(message, answers);
    return whenAnswered(() => {
      let text = "";
      for (const part of parts) text += typeof part === "string" ? part : (toText(part(scope)) ?? "");
      return text;
    });
  };
}

function partsOf(text: string): readonly (string | Compiled)[] {
  const parts: (string | Compiled)[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf("${", from);
    if (start === -1) return [...parts, text.slice(from)];
    parts.push(text.slice(from, start));
    const tokens = new Tokens(text, start + 2);
    parts.push(compileExpression(new ExpressionParser(tokens).expression()));
    if (!tokens.isNext("}")) throw tokens.unexpected("'}'");
    from = tokens.next.end;
  }
}
