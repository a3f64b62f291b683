// What an execution did, a line a step: the states that it entered, with what, and what came of each.

import type { HistoryEvent } from "../engine/history/event.ts";
import { seconds } from "./progress.ts";

/** Of longer data the rest is left out: the history has it, and the last output is printed whole. */
const longestData = 100;

export function stepLines(history: readonly HistoryEvent[]): readonly string[] {
  const [first] = history;
  return history.flatMap((event) => {
    const line = stepLine(event);
    if (line === undefined) return [];
    return [`  ${seconds(event.timestamp - (first?.timestamp ?? 0)).padStart(8)}  ${line}`];
  });
}

function stepLine(event: HistoryEvent): string | undefined {
  const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (entered !== undefined) return `${entered.name}  ${shortened(entered.input)}`;
  if (exited !== undefined) return `  → ${shortened(exited.output)}${assigned(exited.assignedVariables)}`;
  // How the execution itself ends is told after all steps.
  if (event.type.startsWith("Execution")) return undefined;
  return /Failed$|TimedOut$|Aborted$/.test(event.type) ? `  ✖ ${failureText(event)}` : undefined;
}

function assigned(variables: Readonly<Record<string, string>> = {}): string {
  return Object.entries(variables)
    .map(([name, value]) => `  $${name} = ${shortened(value)}`)
    .join("");
}

function failureText(event: HistoryEvent): string {
  const details: unknown = Object.entries(event).find(([member]) => member.endsWith("EventDetails"))?.[1];
  const { error, cause } = (details ?? {}) as { readonly error?: string; readonly cause?: string };
  return [error ?? event.type, cause === undefined ? undefined : shortened(cause)].filter(Boolean).join(": ");
}

function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * longestData)];
  return characters.length <= longestData ? text : `${characters.slice(0, longestData - 1).join("")}…`;
}
