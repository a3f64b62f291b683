// Who reads a stream or a queue and hands on what is in it: pipes, and event source mappings.

import { nameOfArn } from "../parts/words.ts";
import { call } from "./call.ts";

export interface Reader {
  readonly kind: string;
  readonly name: string;
  /** Undefined for what has no page of its own. */
  readonly arn: string | undefined;
  readonly state: string;
}

/** Rejects with RegionProblem. */
export async function readersOf(isSource: (arn: string) => boolean): Promise<readonly Reader[]> {
  const [{ EventSourceMappings }, { Pipes }] = await Promise.all([
    call<{
      EventSourceMappings: {
        EventSourceMappingArn: string;
        EventSourceArn: string;
        FunctionArn: string;
        State: string;
      }[];
    }>("lambda", "ListEventSourceMappings"),
    call<{ Pipes: { Name: string; Arn: string; Source: string; CurrentState: string }[] }>(
      "pipes",
      "ListPipes",
    ),
  ]);
  return [
    ...Pipes.filter(({ Source }) => isSource(Source)).map(({ Name, Arn, CurrentState }) => ({
      ...{ kind: "pipe", name: Name, arn: Arn, state: CurrentState },
    })),
    ...EventSourceMappings.filter((each) => isSource(each.EventSourceArn)).map((each) => ({
      ...{ kind: "event source mapping", name: nameOfArn(each.FunctionArn) },
      ...{ arn: each.EventSourceMappingArn, state: each.State },
    })),
  ];
}
