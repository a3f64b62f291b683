// What belongs to an API, such as its routes: kept by the API's id and its own.

import type { Records } from "../../storage/record-book.ts";
import { notFound } from "./refusals.ts";

interface Owned<Part> {
  readonly apiId: string;
  readonly part: Part;
}

export class ApiParts<Part> {
  readonly #records: Records<Owned<Part>>;
  readonly #idOf: (part: Part) => string;
  readonly #missing: (id: string) => string;

  /** `missing` says that there is none of this id. */
  constructor(missing: (id: string) => string, records: Records<Owned<Part>>, idOf: (part: Part) => string) {
    this.#missing = missing;
    this.#records = records;
    this.#idOf = idOf;
  }

  of(apiId: string): readonly Part[] {
    return this.#records
      .values()
      .filter((each) => each.apiId === apiId)
      .map(({ part }) => part);
  }

  find(apiId: string, id: string): Part | undefined {
    return this.#records.get(`${apiId}/${id}`)?.part;
  }

  /** Throws NotFoundException. */
  get(apiId: string, id: string): Part {
    const part = this.find(apiId, id);
    if (part !== undefined) return part;
    throw notFound(this.#missing(id));
  }

  put(apiId: string, part: Part): Part {
    this.#records.put(`${apiId}/${this.#idOf(part)}`, { apiId, part });
    return part;
  }

  remove(apiId: string, id: string): void {
    this.#records.remove(`${apiId}/${id}`);
  }

  removeAll(apiId: string): void {
    for (const part of this.of(apiId)) this.remove(apiId, this.#idOf(part));
  }
}
