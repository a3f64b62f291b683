// What of a history event is the execution's data, which may be left out of answers and logs.

const dataMembers: ReadonlySet<string> = new Set([
  "input",
  "inputDetails",
  "output",
  "outputDetails",
  "parameters",
  "assignedVariables",
  "assignedVariablesDetails",
]);

/** The details of an event without its data. */
export function withoutData(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([member]) => !dataMembers.has(member)));
}
