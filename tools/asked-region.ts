// A region that is asked as the console asks it, by a tool.

/** Asks the region as the console does. */
export class AskedRegion {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async call<Answer>(named: string, members: object): Promise<Answer> {
    const [service, operation] = named.split("/");
    const response = await fetch(`${this.#url}_millrace/api/calls`, {
      method: "POST",
      body: JSON.stringify([{ service, operation, members }]),
    });
    const [said] = (await response.json()) as [{ readonly answer?: Answer; readonly error?: unknown }];
    if (said.answer === undefined) throw new Error(`${named}: ${JSON.stringify(said.error ?? said)}`);
    return said.answer;
  }

  async view<Answer>(name: string, query: Readonly<Record<string, string>>): Promise<Answer> {
    const response = await fetch(`${this.#url}_millrace/api/${name}?${new URLSearchParams(query)}`);
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
