// The words of a Logs Insights query.

import { ServiceError } from "../../../aws/service-error.ts";

export interface Token {
  readonly type: "name" | "text" | "number" | "regex" | "symbol" | "end";
  /** Without its quotes. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const pattern =
  /\s*(?:#[^\n]*|(@?[A-Za-z_][\w.@]*(?:(?<!\b[iI][nN])\[\d+\][\w.@]*)*|@[\w.]+)|`([^`]*)`|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?[a-z]*)|(!=|<=|>=|=~|[-+*/%^=<>()[\],|]))/y;

/** Throws MalformedQueryException. */
export function tokenize(query: string): readonly Token[] {
  const scanner = new RegExp(pattern);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const regex = regexAt(query, at, tokens);
    if (regex !== undefined) {
      tokens.push(regex);
      at = regex.to;
      continue;
    }
    scanner.lastIndex = at;
    const found = scanner.exec(query);
    if (found === null) break;
    const [whole, name, quotedName, double, single, number, symbol] = found;
    const to = scanner.lastIndex;
    const from = to - whole.trimStart().length;
    at = to;
    const text = double ?? single;
    if (name !== undefined) tokens.push({ type: "name", text: name, from, to });
    else if (quotedName !== undefined) tokens.push({ type: "name", text: quotedName, from, to });
    else if (text !== undefined)
      tokens.push({ type: "text", text: text.replaceAll(/\\(["'\\])/g, "$1"), from, to });
    else if (number !== undefined) tokens.push({ type: "number", text: number, from, to });
    else if (symbol !== undefined) tokens.push({ type: "symbol", text: symbol, from, to });
  }
  if (query.slice(at).trim() !== "")
    throw malformed(`unexpected symbol found ${query.slice(at).trim().charAt(0)}`, at);
  tokens.push({ type: "end", text: "", from: query.length, to: query.length });
  return tokens;
}

/** `/…/` is a regular expression behind `like`, `=~`, `parse` and the field that is parsed, and a division elsewhere. */
function regexAt(query: string, at: number, tokens: readonly Token[]): Token | undefined {
  const start = at + (/^\s*/.exec(query.slice(at))?.[0].length ?? 0);
  if (query.charAt(start) !== "/") return undefined;
  const isAfter = (place: number, ...words: readonly string[]) =>
    words.includes(tokens.at(place)?.text.toLowerCase() ?? "");
  if (!isAfter(-1, "like", "=~", "parse") && !isAfter(-2, "parse")) return undefined;
  const found = /^\/((?:[^/\\]|\\.)+)\//.exec(query.slice(start));
  if (found === null) return undefined;
  return {
    type: "regex",
    text: (found[1] ?? "").replaceAll("\\/", "/"),
    from: start,
    to: start + found[0].length,
  };
}

export function malformed(message: string, at: number): ServiceError {
  return new ServiceError("MalformedQueryException", `${message} at position ${at}`, {
    members: {
      queryCompileError: { message, location: { startCharOffset: at, endCharOffset: at + 1 } },
    },
  });
}
