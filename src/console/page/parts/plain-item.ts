// An item of a table without DynamoDB's types, as it can be read.

type Item = Readonly<Record<string, unknown>>;

export function plainItem(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

export function plainValue(value: unknown): unknown {
  const [type, held] = Object.entries(value ?? {})[0] ?? [];
  switch (type) {
    case "N":
      return plainNumber(String(held));
    case "NS":
      return (held as readonly string[]).map(plainNumber);
    case "L":
      return (held as readonly unknown[]).map(plainValue);
    case "M":
      return plainItem(held as Item);
    case "NULL":
      return null;
    default:
      return held;
  }
}

/** The text as it is stored where a number of JavaScript would be another: DynamoDB's have 38 digits. */
function plainNumber(text: string): number | string {
  return String(Number(text)) === text ? Number(text) : text;
}
