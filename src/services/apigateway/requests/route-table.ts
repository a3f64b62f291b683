// Which route a request is for: one without parameters before one with them, these before a greedy one, a method before ANY.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation

export interface TableEntry<Target> {
  /** Undefined for what every other request is for. */
  readonly key: { readonly method: string; readonly path: string } | undefined;
  readonly target: Target;
}

export interface FoundTarget<Target> {
  readonly target: Target;
  /** Decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** As they were sent. */
  readonly sentParameters: Readonly<Record<string, string>>;
}

interface Row<Target> {
  readonly method: string;
  readonly parts: readonly string[];
  readonly isGreedy: boolean;
  readonly target: Target;
}

export class RouteTable<Target> {
  readonly #exact = new Map<string, Target>();
  /** The first that fits is meant. */
  readonly #rows: readonly Row<Target>[];
  readonly #otherwise: Target | undefined;

  constructor(entries: readonly TableEntry<Target>[]) {
    const rows: Row<Target>[] = [];
    for (const { key, target } of entries) {
      if (key === undefined) continue;
      if (key.path.includes("{")) rows.push(rowOf(key, target));
      else this.#exact.set(`${key.method} ${key.path}`, target);
    }
    this.#rows = rows.sort(bySpecificity);
    this.#otherwise = entries.find(({ key }) => key === undefined)?.target;
  }

  /** `path` is still encoded. */
  find(method: string, path: string): FoundTarget<Target> | undefined {
    const exact = this.#exact.get(`${method} ${path}`) ?? this.#exact.get(`ANY ${path}`);
    if (exact !== undefined) return { target: exact, parameters: {}, sentParameters: {} };
    const given = path.split("/");
    for (const row of this.#rows) {
      if (row.method !== method && row.method !== "ANY") continue;
      const sentParameters = parametersIn(row, given);
      if (sentParameters === undefined) continue;
      const parameters = Object.fromEntries(
        Object.entries(sentParameters).map(([name, value]) => [name, decoded(value)]),
      );
      return { target: row.target, parameters, sentParameters };
    }
    return this.#otherwise === undefined
      ? undefined
      : { target: this.#otherwise, parameters: {}, sentParameters: {} };
  }
}

function rowOf<Target>({ method, path }: { method: string; path: string }, target: Target): Row<Target> {
  return { method, parts: path.split("/"), isGreedy: path.endsWith("+}"), target };
}

function parametersIn<Target>(
  { parts, isGreedy }: Row<Target>,
  given: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (isGreedy ? given.length < parts.length : given.length !== parts.length) return undefined;
  const found: [string, string][] = [];
  for (const [index, part] of parts.entries()) {
    if (!part.startsWith("{")) {
      if (part !== given[index]) return undefined;
      continue;
    }
    const isRest = part.endsWith("+}");
    const value = isRest ? given.slice(index).join("/") : (given[index] ?? "");
    if (value === "") return undefined;
    found.push([part.slice(1, isRest ? -2 : -1), value]);
  }
  return Object.fromEntries(found);
}

/** From the left, a part that says what it is before a parameter, and that before a greedy one; last the method. */
function bySpecificity<Target>(left: Row<Target>, right: Row<Target>): number {
  const most = Math.max(left.parts.length, right.parts.length);
  for (let index = 0; index < most; index += 1) {
    const difference = rank(left.parts[index]) - rank(right.parts[index]);
    if (difference !== 0) return difference;
  }
  return Number(left.method === "ANY") - Number(right.method === "ANY");
}

function rank(part: string | undefined): number {
  if (part === undefined) return 3;
  if (part.endsWith("+}")) return 2;
  return part.startsWith("{") ? 1 : 0;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
