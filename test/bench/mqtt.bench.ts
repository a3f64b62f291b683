// MQTT side by side with a bare aedes: each broker in a process of its own, one client for both, one run. What no rule is for has
// to be found out for each message; what one is for is on its stream before it is acknowledged.

import { type BenchRow, inTurns, type Pace, rowOf } from "./bench-row.ts";
import { MqttPublisher } from "./mqtt-publisher.ts";
import { withServer } from "./server-process.ts";

const clients = 4;
const payload = JSON.stringify({ degrees: 7.1, pressure: 1016.6, note: "weather ".repeat(20) });
const peerName = "aedes 1.2.0";

export async function mqttBenches(pace: Pace): Promise<BenchRow[]> {
  const rounds = Math.min(pace.rounds, 5);
  const milliseconds = pace.millisecondsPerRound * 8;
  const sides = [
    { script: "mqtt-millrace.ts", topic: "free/harbor/readings" },
    { script: "mqtt-millrace.ts", topic: "ruled/harbor/readings" },
    { script: "mqtt-aedes.ts", topic: "free/harbor/readings" },
  ];
  const [free = [], ruled = [], peer = []] = await inTurns(
    sides.map(
      ({ script, topic }) =>
        () =>
          withServer(script, (port) => measure(port, topic, milliseconds)),
    ),
    rounds,
    0,
  );
  const row = (name: string, millrace: readonly number[]): BenchRow =>
    rowOf({ name, millrace, peer, peerName, unit: "messages/s" });
  return [
    row("MQTT publishes, QoS 1, no rule", free),
    row("MQTT publishes, QoS 1, by a rule onto a stream", ruled),
  ];
}

async function measure(port: number, topic: string, milliseconds: number): Promise<number> {
  const publishers = await Promise.all(
    Array.from({ length: clients }, (_, index) => MqttPublisher.connect(port, `client-${index}`)),
  );
  const publish = (endsAt: number) =>
    Promise.all(publishers.map((publisher) => publisher.publishUntil(endsAt, topic, payload)));
  await publish(performance.now() + milliseconds / 4);
  const startedAt = performance.now();
  const published = await publish(startedAt + milliseconds);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const publisher of publishers) publisher.close();
  return published.reduce((sum, each) => sum + each, 0) / seconds;
}
