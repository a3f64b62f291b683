import { DefinitionError } from "../scope.ts";

/** What stands at that place of the path is not in the language. */
export function unreadable(text: string, at: number, field: string): DefinitionError {
  const shown = text.slice(at, at + 20);
  return new DefinitionError(`'${shown}' at character ${at + 1} of the path cannot be read`, field);
}
