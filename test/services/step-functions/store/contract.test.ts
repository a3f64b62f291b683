// What every store of executions does, in memory and on disk alike.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Ending } from "../../../../src/services/step-functions/store/execution-store.ts";
import { atOnce } from "../../../../src/time/time-slice.ts";
import {
  machineArn,
  newExecution,
  openStore,
  type Place,
  type StoreFixture,
  turnOf,
} from "./support/open-store.ts";

const succeeded: Ending = {
  status: "SUCCEEDED",
  output: '{"done":true}',
  error: null,
  cause: null,
  endedAt: 5_000,
  events: 9,
};
const failed: Ending = { ...succeeded, status: "FAILED", output: null, error: "Oops", cause: "because" };

describe.each(["memory", "disk"] satisfies Place[])("the store in %s", (place) => {
  let fixture: StoreFixture;
  beforeEach(() => {
    fixture = openStore(place);
  });
  afterEach(() => fixture.dispose());

  test("gives back an execution as it was added", async () => {
    const { store } = fixture;
    const facts = '{"traceHeader":"Root=1"}';
    const added = newExecution("one", { facts, input: '"ä\\u0000\\ud800"' });
    const id = store.add(added);
    await store.committed();
    await fixture.reopen();
    expect(fixture.store.find(added.arn)).toEqual({
      id,
      arn: added.arn,
      revision: "first",
      facts,
      startedAt: 1_000,
      status: "RUNNING",
      endedAt: undefined,
      redrive: undefined,
      input: added.input,
      ending: undefined,
    });
    expect(fixture.store.revision("first")).toBe("the first definition");
    expect(fixture.store.find(`${added.arn}x`)).toBeUndefined();
    expect(fixture.store.find("no-arn")).toBeUndefined();
  });

  test("numbers executions in the order of their start, over a restart as well", async () => {
    const ids = [fixture.store.add(newExecution("a")), fixture.store.add(newExecution("b"))];
    await fixture.store.committed();
    await fixture.reopen();
    ids.push(fixture.store.add(newExecution("c")));
    await fixture.store.committed();
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
  });

  test("keeps the turns of each execution in their order", async () => {
    const { store } = fixture;
    const [one, two] = [store.add(newExecution("one")), store.add(newExecution("two"))];
    for (let number = 1; number <= 30; number++) {
      store.append(one, turnOf(number, { data: `{"turn":${number}}` }));
      store.append(two, turnOf(number));
    }
    await store.committed();
    await fixture.reopen();
    const numbers = (id: number, after?: number) =>
      fixture.store.turns(id, after).map(({ subject }) => subject);
    expect(numbers(one)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(numbers(two, 28)).toEqual([29, 30]);
    for (let number = 31; number <= 100; number++) fixture.store.append(two, turnOf(number));
    await fixture.store.committed();
    const toTake = fixture.store.turnsToTake(two, 5);
    expect(toTake).toHaveLength(95);
    expect([...toTake]).toEqual(fixture.store.turns(two, 5));
    expect(numbers(two)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(fixture.store.turns(one)[4]).toMatchObject({
      kind: 1,
      at: 2_005,
      eventsBefore: 3,
      data: '{"turn":5}',
    });
    expect(fixture.store.turns(999)).toEqual([]);
  });

  test("tells of turns that are on disk while more is on its way there", async () => {
    const { store } = fixture;
    const one = store.add(newExecution("one"));
    store.append(one, turnOf(1));
    await store.committed();
    store.append(one, turnOf(2));
    store.end(one, succeeded);
    expect(store.turns(one)[0]).toEqual(turnOf(1));
    await store.committed();
    expect(store.turns(one)).toEqual([turnOf(1), turnOf(2)]);
  });

  test("tells which executions are open, and how the others ended", async () => {
    const { store } = fixture;
    const [one, two, three] = ["one", "two", "three"].map((name) => store.add(newExecution(name)));
    store.end(one as number, succeeded);
    store.end(three as number, failed);
    await store.committed();
    await fixture.reopen();
    expect(fixture.store.open()).toEqual([two]);
    expect(fixture.store.find(newExecution("one").arn)).toMatchObject({
      status: "SUCCEEDED",
      endedAt: 5_000,
      ending: succeeded,
    });
    expect(fixture.store.find(newExecution("three").arn)).toMatchObject({ ending: failed });
  });

  test("opens an execution again for a redrive, which may end in the same moment", async () => {
    const { store } = fixture;
    const id = store.add(newExecution("one"));
    store.end(id, failed);
    await store.committed();
    store.reopen(id, { count: 1, at: 6_000, tokens: '[{"token":"a","at":6000}]' });
    await store.committed();
    const { arn } = newExecution("one");
    expect(store.find(arn)).toMatchObject({
      status: "RUNNING",
      ending: undefined,
      redrive: { count: 1, at: 6_000 },
    });
    expect(store.open()).toHaveLength(1);
    store.end(id, failed);
    await store.committed();
    store.reopen(id, { count: 2, at: 7_000, tokens: null });
    store.end(id, succeeded);
    await store.committed();
    await fixture.reopen();
    expect(fixture.store.find(arn)).toMatchObject({
      status: "SUCCEEDED",
      redrive: { count: 2, at: 7_000, tokens: null },
    });
    expect(fixture.store.open()).toEqual([]);
  });

  test("lists the executions of a state machine, newest first, by status and by page", async () => {
    const { store } = fixture;
    const ids = Array.from({ length: 10 }, (_, index) => store.add(newExecution(`e${index}`)));
    store.add(newExecution("other", { listedUnder: `${machineArn}2` }));
    for (const id of ids.slice(0, 4)) store.end(id, id % 2 === 0 ? succeeded : failed);
    await store.committed();
    const list = (query: object) =>
      atOnce(store.list({ listedUnder: machineArn, limit: 100, ...query })).map(({ id }) => id);
    const newestFirst = ids.toReversed();
    expect(list({})).toEqual(newestFirst);
    expect(list({ before: newestFirst[2], limit: 2 })).toEqual(newestFirst.slice(3, 5));
    expect(list({ after: 0 })).toEqual(newestFirst.toReversed());
    expect(list({ after: newestFirst[4], limit: 2 })).toEqual([newestFirst[3], newestFirst[2]]);
    expect(list({ status: "RUNNING" })).toEqual(newestFirst.slice(0, 6));
    expect(list({ status: "SUCCEEDED" })).toHaveLength(2);
    expect(list({ listedUnder: "unknown" })).toEqual([]);
  });

  test("does what waits for a commit in order, and never at once", async () => {
    const { store } = fixture;
    const done: string[] = [];
    store.add(newExecution("one"));
    store.afterCommit(() => {
      done.push("first");
      expect(store.find(newExecution("one").arn)).toBeDefined();
      store.afterCommit(() => done.push("last"));
    });
    store.afterCommit({ onDisk: () => done.push("second") });
    store.afterCommit(() => done.push("third"));
    expect(done).toEqual([]);
    await store.committed();
    await store.committed();
    expect(done).toEqual(["first", "second", "third", "last"]);
  });

  test("forgets executions that ended before a time, with all that is theirs", async () => {
    const { store } = fixture;
    const names = Array.from({ length: 1_200 }, (_, index) => `e${index}`);
    for (const name of names) {
      const id = store.add(newExecution(name));
      store.append(id, turnOf(1));
      store.end(id, { ...succeeded, endedAt: name === "e0" ? 9_000 : 5_000 });
    }
    const open = store.add(newExecution("open"));
    await store.committed();
    expect(await store.prune(5_000)).toBe(0);
    expect(await store.prune(9_000)).toBe(1_199);
    expect(store.find(newExecution("e1").arn)).toBeUndefined();
    expect(store.turns(2)).toEqual([]);
    const left = atOnce(store.list({ listedUnder: machineArn, limit: 10 }));
    expect(left.map(({ id }) => id)).toEqual([open, 1]);
  });

  test("acknowledges what comes while it forgets very many, passing over those that run", async () => {
    const { store } = fixture;
    for (let at = 0; at < 10_000; at++) {
      const id = store.add(newExecution(`e${at}`));
      store.append(id, turnOf(1));
      if (at >= 300) store.end(id, succeeded);
    }
    await store.committed();
    let isForgetting = true;
    const forgotten = store.prune(9_000).finally(() => {
      isForgetting = false;
    });
    store.add(newExecution("meanwhile"));
    await store.committed();
    // What is in memory is forgotten at once.
    expect(isForgetting).toBe(place === "disk");
    expect(await forgotten).toBe(9_700);
    expect(store.open()).toHaveLength(301);
  });

  test("keeps documents by kind and key", async () => {
    const { store } = fixture;
    store.put("machine", "b", "B");
    store.put("machine", "a", "A");
    store.put("alias", "a", "other");
    await store.committed();
    store.put("machine", "b", "B again");
    store.remove("machine", "a");
    store.put("machine", "c", "C");
    await store.committed();
    await fixture.reopen();
    expect([...fixture.store.documents("machine")]).toEqual([
      ["b", "B again"],
      ["c", "C"],
    ]);
    expect([...fixture.store.documents("alias")]).toEqual([["a", "other"]]);
    expect(fixture.store.documents("none").size).toBe(0);
  });

  test("writes what is left when it is closed", async () => {
    if (place === "memory") return;
    fixture.store.add(newExecution("late"));
    fixture.store.put("machine", "late", "text");
    await fixture.reopen();
    expect(fixture.store.find(newExecution("late").arn)).toBeDefined();
    expect(fixture.store.documents("machine").get("late")).toBe("text");
  });
});
