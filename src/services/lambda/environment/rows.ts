// An event that came as rows: the first of its objects, the names of the members in which others differ from it, and the values of these,
// one object after the other. An array of records that share most of their members crosses in half the bytes, and is read in a third of the
// time.

type Rows = readonly [first: object, names: readonly string[], values: readonly unknown[]];

/** `body` is JSON that the region made of an array. */
export function eventOfRows(body: string): object[] {
  const [first, names, values] = JSON.parse(body) as Rows;
  const event: object[] = [];
  for (let at = 0; at < values.length; at += names.length) {
    const each: Record<string, unknown> = { ...first };
    for (let own = 0; own < names.length; own++) each[names[own] as string] = values[at + own];
    event.push(each);
  }
  return event;
}
