// A history as the page has it: AWS's own events, with dates in milliseconds.

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

export type Details = Readonly<Record<string, unknown>>;

/** What an event tells beside its type, whatever the member is called. */
export function detailsOf(event: HistoryEvent): Details {
  for (const [name, value] of Object.entries(event))
    if (name.endsWith("EventDetails")) return value as Details;
  return {};
}

export function textOf(details: Details, member: string): string | undefined {
  const value = details[member];
  return typeof value === "string" ? value : undefined;
}
