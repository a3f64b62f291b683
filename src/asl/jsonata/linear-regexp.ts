// Regular expressions in JSONata, matched in time linear to the text: a pattern such as (a+)+$ would otherwise hold the
// whole process for longer than anybody waits, and no timeout could end it.

import { RE2JS } from "re2js";

/** Made of the expression's RegExp each time it is evaluated, so what is compiled is kept with that. */
const compiled = new WeakMap<RegExp, RE2JS>();

/** What the jsonata package takes as its RegexEngine: so much of RegExp as it uses. */
export class LinearRegExp {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  /**
   * Throws an Error for what cannot be matched in linear time.
   * AWS differs: it is not known to refuse backreferences and assertions that look around.
   */
  constructor(pattern: RegExp) {
    this.#pattern = compiled.get(pattern) ?? compile(pattern);
    compiled.set(pattern, this.#pattern);
  }

  exec(text: string): ((RegExpExecArray | (string | undefined)[]) & { index: number }) | null {
    const matcher = this.#pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups = Array.from(
      { length: matcher.groupCount() + 1 },
      (_, group) => matcher.group(group) ?? undefined,
    );
    return Object.assign(groups, { index: matcher.start() });
  }
}

function compile({ source, flags }: RegExp): RE2JS {
  const options =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes("m") ? RE2JS.MULTILINE : 0);
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), options);
  } catch (cause) {
    throw new Error(
      `The regular expression /${source}/ cannot be matched in linear time: ${(cause as Error).message}`,
    );
  }
}
