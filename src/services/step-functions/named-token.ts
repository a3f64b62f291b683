// A task's token: the UUID that the engine makes, and the store's number of the execution whose task it is, so that of a token that
// nobody waits for any more the store can tell what it was. Tokens of executions that began before they were so are UUIDs alone.

/** What looks otherwise was never a token. */
const shape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-([0-9a-z]{1,10}))?$/;
const radix = 36;

export interface NamedToken {
  readonly uuid: string;
  /** Undefined for a token that does not say. */
  readonly execution: number | undefined;
}

export function nameToken(uuid: string, execution: number): string {
  return `${uuid}-${execution.toString(radix)}`;
}

export function readToken(token: string): NamedToken | undefined {
  const [whole, uuid = "", number] = shape.exec(token) ?? [];
  if (whole === undefined) return undefined;
  return { uuid, execution: number === undefined ? undefined : Number.parseInt(number, radix) };
}
