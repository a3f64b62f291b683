// Values by topic filters, found by topic in as many steps as the topic has levels, however many filters there are.

interface Node<Value> {
  readonly levels: Map<string, Node<Value>>;
  readonly values: Value[];
}

/** Topics come again and again. */
const rememberedTopics = 4096;

export class TopicTree<Value> {
  readonly #root: Node<Value> = newNode();
  readonly #remembered = new Map<string, readonly Value[]>();

  add(filter: string, value: Value): void {
    this.#remembered.clear();
    let node = this.#root;
    for (const level of filter.split("/")) {
      const next = node.levels.get(level) ?? newNode();
      node.levels.set(level, next);
      node = next;
    }
    node.values.push(value);
  }

  /** A wildcard at the beginning does not match what begins with `$`; `a/#` does not match `a`, as AWS has it. */
  match(topic: string): readonly Value[] {
    const remembered = this.#remembered.get(topic);
    if (remembered !== undefined) return remembered;
    const found: Value[] = [];
    collect(this.#root, topic.split("/"), 0, found);
    if (this.#remembered.size >= rememberedTopics) this.#remembered.clear();
    this.#remembered.set(topic, found);
    return found;
  }
}

function collect<Value>(node: Node<Value>, levels: readonly string[], at: number, found: Value[]): void {
  const level = levels[at];
  if (level === undefined) {
    found.push(...node.values);
    return;
  }
  const isReserved = at === 0 && level.startsWith("$");
  const exact = node.levels.get(level);
  if (exact !== undefined) collect(exact, levels, at + 1, found);
  if (isReserved) return;
  const one = node.levels.get("+");
  if (one !== undefined) collect(one, levels, at + 1, found);
  const rest = node.levels.get("#");
  if (rest !== undefined) found.push(...rest.values);
}

function newNode<Value>(): Node<Value> {
  return { levels: new Map(), values: [] };
}
