// What a rule's target is sent: the event, a part of it (InputPath), a fixed text (Input), or a template filled from it
// (InputTransformer). Compiled once when the target is put.
// EventBridge API reference, Target.

import { compileEventPath } from "../../../event-patterns/event-path.ts";
import { compileTemplate, contextVariables, type InputContext, type Variable } from "./input-template.ts";
import type { WrittenEvent } from "./written-event.ts";

export interface InputTransformer {
  readonly inputPathsMap?: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
}

export interface TargetInput {
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: InputTransformer;
}

/** Gives the text for the target; undefined if there is nothing that could be sent. */
export type WriteInput = (event: WrittenEvent, context: InputContext) => string | undefined;

/** What the checks of a target have let pass compiles. */
export function compileTargetInput({ input, inputPath, inputTransformer }: TargetInput): WriteInput {
  if (input !== undefined) return () => input;
  if (inputPath !== undefined) {
    const read = compileEventPath(inputPath);
    return (written) => {
      const value = read?.(written.event);
      return value === undefined ? undefined : written.part(`path ${inputPath}`, () => JSON.stringify(value));
    };
  }
  if (inputTransformer !== undefined) return compileTransformer(inputTransformer);
  return ({ text }) => text;
}

function compileTransformer({ inputPathsMap = {}, inputTemplate }: InputTransformer): WriteInput {
  const variables = new Map<string, Variable>(contextVariables);
  for (const [name, path] of Object.entries(inputPathsMap)) {
    const read = compileEventPath(path);
    if (read !== undefined) variables.set(name, { read, of: path });
  }
  return compileTemplate(inputTemplate, variables);
}
