// The items of a distributed Map that an ItemReader reads: page by page, as children need them, so that few are in memory at once.

import type { CompiledMap } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import type { Failure } from "../failure.ts";
import { mapReady, type Ready } from "../ready.ts";
import type { Strand } from "../strand.ts";
import { type ChildInput, mapItemInputs } from "./item-inputs.ts";
import type { ItemReaderCall, MapRun, ReadItems, ReadPosition } from "./map-runner.ts";

export class ItemSupply {
  readonly #strand: Strand;
  readonly #state: CompiledMap;
  readonly #run: MapRun;
  readonly #call: ItemReaderCall;
  #after: ReadPosition | undefined;
  #offset = 0;
  #carried: readonly Json[] = [];
  #isDone = false;

  constructor(strand: Strand, state: CompiledMap, run: MapRun, call: ItemReaderCall) {
    this.#strand = strand;
    this.#state = state;
    this.#run = run;
    this.#call = call;
  }

  /** All has been read. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The next page. */
  ask(): PromiseLike<ReadItems | Failure> {
    return this.#run.readItems(
      this.#after === undefined ? this.#call : { ...this.#call, after: this.#after },
    );
  }

  /** The inputs of the children that the page gives. */
  take(page: ReadItems): Ready<readonly ChildInput[]> {
    const place = { offset: this.#offset, carried: this.#carried, isLast: page.next === undefined };
    return mapReady(mapItemInputs(this.#strand, this.#state, page, place), ({ inputs, carried }) => {
      this.#offset += page.items.length;
      this.#carried = carried;
      this.#after = page.next;
      this.#isDone = page.next === undefined;
      return inputs;
    });
  }
}
