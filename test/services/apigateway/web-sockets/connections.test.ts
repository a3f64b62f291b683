// How long a connection is held: ten minutes without a word, two hours in all.

import { expect, test } from "@jest/globals";
import {
  type ConnectionFacts,
  Connections,
} from "../../../../src/services/apigateway/web-sockets/connections.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";

const minuteMs = 60_000;

function opened(bufferedBytes = 0) {
  const clock = new VirtualClock();
  const connections = new Connections(clock);
  const sent: (string | Uint8Array)[] = [];
  const closed: (readonly [number, string])[] = [];
  const facts: ConnectionFacts = {
    ...{ connectionId: "c", apiId: "a", stageName: "s", domainName: "d", connectedAt: clock.now() },
    ...{ identity: { sourceIp: "127.0.0.1" }, authorizer: undefined },
  };
  const connection = connections.add(facts, {
    send: (message) => sent.push(message),
    close: (code, reason) => closed.push([code, reason]),
    bufferedBytes,
  });
  return { clock, connections, connection, sent, closed };
}

test("one that is silent for ten minutes is ended", () => {
  const { clock, closed } = opened();
  clock.advanceBy(10 * minuteMs - 1);
  expect(closed).toEqual([]);
  clock.advanceBy(1);
  expect(closed).toEqual([[1001, "Going away"]]);
});

test.each(["the client", "the backend"])("what %s says keeps it", (who) => {
  const { clock, connection, closed } = opened();
  clock.advanceBy(9 * minuteMs);
  if (who === "the client") connection.touch();
  else connection.send("hello");
  clock.advanceBy(9 * minuteMs);
  expect([closed, connection.lastActiveAt]).toEqual([[], clock.now() - 9 * minuteMs]);
  clock.advanceBy(minuteMs);
  expect(closed).toHaveLength(1);
});

test("two hours are the most", () => {
  const { clock, connection, closed } = opened();
  for (let minutes = 5; minutes < 120; minutes += 5) {
    clock.advanceBy(5 * minuteMs);
    connection.touch();
  }
  expect(closed).toEqual([]);
  clock.advanceBy(5 * minuteMs);
  expect(closed).toHaveLength(1);
});

test("a client that takes nothing is told no more", () => {
  const { connection, sent } = opened(1024 * 1024 + 1);
  expect([connection.send("hello"), sent]).toEqual([false, []]);
});

test("one that has ended is not found, and ended no more", () => {
  const { clock, connections, connection, closed } = opened();
  connections.remove(connection);
  clock.advanceBy(120 * minuteMs);
  expect([connections.find("c"), closed]).toEqual([undefined, []]);
});
