// The list of a region's doors, in the order in which they are opened: each finds open what it needs. The compiler holds every
// service's needs against what the house and the services before it offer.

import type { ServiceDoor } from "../services/door.ts";

/** A door whose service is only known to itself. */
// biome-ignore lint/suspicious/noExplicitAny: what a list of doors of all kinds has in common is their shape
export type AnyDoor = ServiceDoor<string, any, any>;

export class Doors<Open> {
  readonly list: readonly AnyDoor[];

  private constructor(list: readonly AnyDoor[]) {
    this.list = list;
  }

  /** No service yet: what there is to begin with is the house. */
  static of<House>(): Doors<House> {
    return new Doors([]);
  }

  with<Name extends string, Service>(
    door: ServiceDoor<Name, Open, Service>,
  ): Doors<Open & { readonly [name in Name]: Service }> {
    return new Doors([...this.list, door]);
  }
}
