// Transformers of log groups: what queries, metric filters and subscription filters see of an event beside its own text.

import type { Records } from "../../../storage/record-book.ts";
import type { LogEvent } from "../log-group.ts";
import type { Logs } from "../logs.ts";
import { invalid } from "../refusals.ts";
import type { Fields } from "./event-fields.ts";
import { type Processor, parsers, processors } from "./processors.ts";
import { otherProcessors, type ProcessorConfig, type ProcessorName } from "./transformer-shapes.ts";

export interface Transformer {
  readonly logGroupName: string;
  readonly transformerConfig: readonly ProcessorConfig[];
  readonly creationTime: number;
  readonly lastModifiedTime: number;
}

/** Makes JSON of the text of an event. */
export type Transform = (message: string) => string;

export class Transformers {
  readonly #logs: Logs;
  readonly #kept: Records<Transformer>;
  readonly #compiled = new Map<string, Transform>();

  constructor(logs: Logs) {
    this.#logs = logs;
    this.#kept = logs.book.records("transformer");
  }

  /** Throws ResourceNotFoundException, InvalidParameterException. */
  put(logGroupName: string, transformerConfig: readonly ProcessorConfig[]): void {
    this.#logs.group(logGroupName);
    compileTransformer(transformerConfig);
    const now = this.#logs.now();
    const creationTime = this.#kept.get(logGroupName)?.creationTime ?? now;
    this.#kept.put(logGroupName, { logGroupName, transformerConfig, creationTime, lastModifiedTime: now });
    this.#compiled.delete(logGroupName);
  }

  of(logGroupName: string): Transformer | undefined {
    return this.#kept.get(logGroupName);
  }

  /** Also of a group that is gone. */
  remove(logGroupName: string): void {
    this.#kept.remove(logGroupName);
    this.#compiled.delete(logGroupName);
  }

  /** What it made of an event, as JSON; undefined for one that came in before it was put, and without one. */
  transformed(logGroupName: string, { message, ingestedAt }: LogEvent): string | undefined {
    const kept = this.#kept.get(logGroupName);
    if (kept === undefined || ingestedAt < kept.lastModifiedTime) return undefined;
    const transform = this.#compiled.get(logGroupName) ?? compileTransformer(kept.transformerConfig);
    this.#compiled.set(logGroupName, transform);
    return transform(message);
  }
}

/** Throws InvalidParameterException. */
export function compileTransformer(config: readonly ProcessorConfig[]): Transform {
  const steps = config.map(stepOf);
  if (!parsers.has(steps[0]?.name ?? ""))
    throw invalid(`A transformer must begin with a parser, one of ${[...parsers].join(", ")}`);
  return (message) => {
    const fields: Fields = Object.create(null) as Fields;
    for (const { process } of steps) process(fields, message);
    return JSON.stringify(fields);
  };
}

function stepOf(given: ProcessorConfig): { readonly name: string; readonly process: Processor } {
  const [[name, config] = ["", undefined], ...more] = Object.entries(given).filter(
    ([, value]) => value !== undefined,
  );
  if (config === undefined || more.length > 0) throw invalid("Each processor must have exactly one type");
  if (otherProcessors.includes(name)) throw invalid(`The processor ${name} is not there in the local region`);
  try {
    const make = processors[name as ProcessorName] as (config: object) => Processor;
    return { name, process: make(config) };
  } catch (problem) {
    throw invalid(`Invalid configuration of the processor ${name}: ${(problem as Error).message}`);
  }
}
