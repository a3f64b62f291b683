// What is used of a service, in the units of a price.

import type { PriceName } from "./prices.ts";

export interface Usage {
  readonly service: string;
  readonly price: PriceName;
  readonly quantity: number;
}
