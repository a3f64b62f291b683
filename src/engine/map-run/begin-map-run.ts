// A distributed Map: evaluates its fields, reads its items, and hands them to a Map Run.

import type { CompiledItemReader, CompiledMap, DistributedMap } from "../../asl/compile/compiled-machine.ts";
import type { Json } from "../../aws/json.ts";
import { evaluateTemplate } from "../data-flow.ts";
import { statesError } from "../error-names.ts";
import { Failure } from "../failure.ts";
import { numberField } from "../fields.ts";
import { type MapWork, maxConcurrencyOf } from "../map/map-work.ts";
import { whenAllReady } from "../ready.ts";
import { proceed, whenReady } from "../run-strand.ts";
import type { GoOn, Strand } from "../strand.ts";
import { runtimeFailure, ThrownFailure } from "../thrown.ts";
import { DistributedChildren } from "./distributed-children.ts";
import { mapItemInputs } from "./item-inputs.ts";
import { ItemSupply } from "./item-supply.ts";
import type { MapRun, MapRunLimits, MapRunner } from "./map-runner.ts";

/** The items are undefined if an ItemReader is to read them. */
export function beginMapRun(strand: Strand, state: CompiledMap, work: MapWork | undefined): GoOn {
  const { execution } = strand;
  const distributed = state.distributed as DistributedMap;
  const runner = execution.mapRuns;
  if (runner === undefined)
    throw runtimeFailure(strand, "A distributed Map cannot be run here: no Map Runs are offered.");
  const length = work?.items.length ?? 0;
  strand.previousEventId = execution.record(
    strand.previousEventId,
    "MapStateStarted",
    "mapStateStartedEventDetails",
    () => ({ length }),
  );
  const fields = whenAllReady<number>([
    () => work?.maxConcurrency ?? maxConcurrencyOf(strand, state),
    () => toleratedCount(strand, distributed),
    () => toleratedPercentage(strand, distributed),
  ]);
  return whenReady(strand, fields, (resumed, [maxConcurrency = 0, count = 0, percentage = 0]) => {
    const limits = {
      maxConcurrency,
      toleratedFailureCount: count,
      toleratedFailurePercentage: percentage,
    };
    const changed = (changes: MapRunLimits) => children.change(changes);
    const refused = (failure: Failure) =>
      execution.turn(() => proceed(resumed, () => children.fail(failure), undefined));
    const run = startMapRun(resumed, { state, distributed, runner, limits, changed, refused });
    const children: DistributedChildren = new DistributedChildren(resumed, { state, run, limits });
    if (run.refusal !== undefined) return children.fail(run.refusal);
    if (work !== undefined) return beginWith(resumed, state, work, children);
    return readItems(resumed, state, run, children);
  });
}

function toleratedCount(strand: Strand, { toleratedFailureCount }: DistributedMap) {
  if (toleratedFailureCount === undefined) return 0;
  return numberField(strand, toleratedFailureCount, {
    kind: "integer",
    objection: (value) => (value < 0 ? "ToleratedFailureCount cannot be negative." : undefined),
  });
}

function toleratedPercentage(strand: Strand, { toleratedFailurePercentage }: DistributedMap) {
  if (toleratedFailurePercentage === undefined) return 0;
  return numberField(strand, toleratedFailurePercentage, {
    kind: "float",
    objection: (value) =>
      value < 0 || value > 100 ? "ToleratedFailurePercentage must be between 0 and 100." : undefined,
  });
}

interface MapRunFacts {
  readonly state: CompiledMap;
  readonly distributed: DistributedMap;
  readonly runner: MapRunner;
  readonly limits: MapRunLimits;
  readonly changed: (limits: MapRunLimits) => void;
  readonly refused: (failure: Failure) => void;
}

function startMapRun(strand: Strand, facts: MapRunFacts): MapRun {
  const { execution } = strand;
  const { state, distributed } = facts;
  const run = facts.runner.startMapRun({
    id: strand.random.uuid(),
    execution: execution.start.identity,
    stateName: state.name,
    // AWS makes a UUID for the label of a Map without one.
    label: distributed.label ?? strand.random.uuid(),
    executionType: distributed.executionType,
    machine: { ...state.processor, definition: distributed.definition, timeoutSeconds: undefined },
    limits: facts.limits,
    ...{ changed: facts.changed, refused: facts.refused },
  });
  strand.previousEventId = execution.record(
    strand.previousEventId,
    "MapRunStarted",
    "mapRunStartedEventDetails",
    () => ({ mapRunArn: run.mapRunArn }),
  );
  return run;
}

function readItems(strand: Strand, state: CompiledMap, run: MapRun, children: DistributedChildren): GoOn {
  const reader = state.distributed?.reader as CompiledItemReader;
  const parts = () =>
    whenAllReady<Json | number | undefined>([
      () => (reader.arguments === undefined ? undefined : evaluateTemplate(strand, reader.arguments)),
      () =>
        reader.maxItems === undefined
          ? undefined
          : numberField(strand, reader.maxItems, { kind: "integer", objection: negative }),
    ]);
  return children.whenReady(parts, (_planned, [readerArguments, maxItems]) => {
    const call = {
      resource: reader.resource,
      arguments: (readerArguments ?? {}) as Json,
      readerConfig: reader.config,
      // Nothing, and on AWS 0 as well, means all of them.
      maxItems: (maxItems as number | undefined) || undefined,
    };
    return children.begin([], new ItemSupply(strand, state, run, call));
  });
}

function negative(maxItems: number): string | undefined {
  if (maxItems >= 0) return undefined;
  throw new ThrownFailure(new Failure(statesError.itemReaderFailed, "field MaxItems must be positive"));
}

/** With the items of the state's own data. */
function beginWith(strand: Strand, state: CompiledMap, work: MapWork, children: DistributedChildren): GoOn {
  const whole = { offset: 0, carried: [], isLast: true };
  return children.whenReady(
    () => mapItemInputs(strand, state, { ...work, source: "STATE_DATA" }, whole),
    (_resumed, { inputs }) => children.begin(inputs),
  );
}
