// Whether metrics are told to OpenTelemetry's queries with what is known of their resources. It is kept and told: nobody asks for
// metrics in that way here. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StartOTelEnrichment.html

import { ServiceError } from "../../aws/service-error.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import type { StreamFilter } from "./metric-streams/metric-stream.ts";

export interface Enrichment {
  readonly status: "Running" | "Stopped";
  readonly include: readonly StreamFilter[];
  readonly exclude: readonly StreamFilter[];
  readonly createdAt?: number | undefined;
  readonly updatedAt?: number | undefined;
}

const mostFilters = 100;
const key = "account";

export class OTelEnrichment {
  readonly #records: Records<Enrichment>;
  readonly #clock: Pick<Clock, "now">;

  constructor(book: RecordBook, clock: Pick<Clock, "now">) {
    this.#records = book.records("otel-enrichment");
    this.#clock = clock;
  }

  get(): Enrichment {
    return this.#records.get(key) ?? { status: "Stopped", include: [], exclude: [] };
  }

  /** Throws InvalidParameterValue. */
  start(filters: Pick<Enrichment, "include" | "exclude">): Enrichment {
    if (filters.include.length + filters.exclude.length > mostFilters)
      throw new ServiceError(
        "InvalidParameterValueException",
        `IncludeFilters and ExcludeFilters together must have at most ${mostFilters} filters.`,
      );
    const now = this.#clock.now();
    const { createdAt = now } = this.get();
    return this.#put({ ...filters, status: "Running", createdAt, updatedAt: now });
  }

  stop(): void {
    this.#put({ ...this.get(), status: "Stopped", updatedAt: this.#clock.now() });
  }

  #put(enrichment: Enrichment): Enrichment {
    this.#records.put(key, enrichment);
    return enrichment;
  }
}
